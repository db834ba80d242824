import { parseArgs } from 'node:util';
import { DubbingError } from '@dubbing/common';
import { resolvePath } from '../config.js';
import { errorCodes } from '../errors.js';
import { isUrl } from './capture/open.js';
import { beds, isBed, type BedUse } from './sound/bed-use.js';

export const probeUsage = `Usage: npm run probe -- URI_OR_FILE [options]

Reads a published output as a player would (a file, rtmp://, srt://, rtsp:// over TCP, http(s)://…, HLS as .m3u8) and tells what is
wrong with it.

  --reference SOURCE   what it was made from, as a file or an address: its pictures, sound and timestamps are compared
  --as-run FILE        the as-run record of the stream: what was said, and where
  --language LANG      the audio to listen to, where there are several, and the language of the record
  --bed BED            what was put beneath the dub: duck, separate or original (default: as the record says, or duck)
  --duck-depth-db N    how far duck turns the original down, 0 to 60 (default: as the record says, or 15)
  --seconds N          how long a live output is captured, 3 to 86400 (default 30); files are read whole
  --json FILE          write the whole report
  --png FILE           draw the timeline
  --help

Exit code: 0 no fault, 1 faults were found, 2 the arguments or the input cannot be used.
`;

export interface ProbeArguments {
  input: string;
  reference: string | undefined;
  asRunFile: string | undefined;
  language: string | undefined;
  /** What was given of it. */
  bed: Partial<BedUse>;
  seconds: number;
  jsonFile: string | undefined;
  pngFile: string | undefined;
}

const DEFAULT_SECONDS = 30;

/** @returns undefined when help was asked for. @throws DubbingError ARGUMENT_INVALID naming the option */
export function readProbeArguments(argv: readonly string[]): ProbeArguments | undefined {
  const { values, positionals } = parse(argv);
  if (values.help === true) return undefined;
  const [input, second] = positionals;
  if (input === undefined || second !== undefined)
    throw new DubbingError(errorCodes.ARGUMENT_INVALID, 'one output must be named: a file or an address', {
      field: 'URI_OR_FILE',
    });
  const path = (value: string | undefined): string | undefined =>
    value === undefined ? undefined : resolvePath(value);
  const source = (value: string): string => (isUrl(value) || value.startsWith('file:') ? value : resolvePath(value));
  return {
    input: source(input),
    reference: values.reference === undefined ? undefined : source(values.reference),
    asRunFile: path(values['as-run']),
    language: values.language,
    bed: bedOf(values.bed, values['duck-depth-db']),
    seconds: values.seconds === undefined ? DEFAULT_SECONDS : seconds(values.seconds),
    jsonFile: path(values.json),
    pngFile: path(values.png),
  };
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        reference: text,
        'as-run': text,
        language: text,
        bed: text,
        'duck-depth-db': text,
        seconds: text,
        json: text,
        png: text,
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (cause) {
    throw new DubbingError(errorCodes.ARGUMENT_INVALID, cause instanceof Error ? cause.message : String(cause), {
      cause,
    });
  }
}

function bedOf(bed: string | undefined, depth: string | undefined): Partial<BedUse> {
  if (bed !== undefined && !isBed(bed))
    throw new DubbingError(errorCodes.ARGUMENT_INVALID, `--bed must be ${beds.join(', ')}, not ${bed}`, {
      field: '--bed',
    });
  const duckDepthDb = Number(depth);
  if (depth !== undefined && (depth.trim() === '' || !(duckDepthDb >= 0 && duckDepthDb <= 60)))
    throw new DubbingError(errorCodes.ARGUMENT_INVALID, `--duck-depth-db must be from 0 to 60, not ${depth}`, {
      field: '--duck-depth-db',
    });
  return { ...(bed === undefined ? {} : { bed }), ...(depth === undefined ? {} : { duckDepthDb }) };
}

function seconds(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 3 && value <= 86_400) return value;
  throw new DubbingError(errorCodes.ARGUMENT_INVALID, `--seconds must be a whole number from 3 to 86400, not ${text}`, {
    field: '--seconds',
  });
}
