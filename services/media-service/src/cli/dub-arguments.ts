import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DubbingError } from '@dubbing/common';
import { languagePattern } from '@dubbing/contracts';
import type { MediaConfig } from '../config.js';
import { errorCodes } from '../errors.js';
import { isLiveInput } from '../streams/spec-builder.js';
import { checkBed } from '../worker/check-bed.js';
import { checkOutputs } from '../worker/check-outputs.js';
import type { StreamSpec } from '../worker/stream-spec.js';
import { engineOptions, readEngineArguments } from './engine-arguments.js';
import { wrong } from './wrong.js';

export const dubUsage = `Usage: npm run dub -- --input URI --target es,ca [options]

  --input URI            a file, or rtmp, rtsp, srt, http(s) (HLS, FLV), udp; file:///PATH?live=1 is still being written
  --target LANGS         languages to dub into, separated by commas
  --source LANG          language that is spoken in the input (default en)
  --output URI|FILE      where each language goes; {lang} names the language (default ./dub-{lang}.ts)
  --sts URL              sts-service (default http://127.0.0.1:8090, or MEDIA_STS_URL)
  --fast                 a file goes as fast as the engines go, instead of at its own pace
  --delay-ms N           programme delay, 2000 to 30000 (default 8000)
  --mode MODE            aligned (default) or interpreter
  --bed BED              what is heard beneath the dub: duck (default), separate or original
  --duck-depth-db N      how far duck turns the original down, 0 to 60 (default 15)
  --separation-model P   ONNX file or folder with which separate takes the voice out
  --commentary-track N   audio track of the input with the voices alone: speech is recognised from it
  --bed-track N          audio track of the input without the voices: it lies beneath the dub
  --asr NAME             engine that recognises: auto (default), builtin, onnx, remote or its name
  --translation NAME     engine that translates
  --tts NAME             engine that speaks
  --voice LANG=NAME      voice of a target language; may be given once for each
  --glossary FILE        terms that are kept or forced, a line each: TERM, then behind tabs TRANSLATION and LANG
  --as-run FILE          keeps a record of what became of every fragment, as JSON lines
  --help

Exit codes: 0 done, 1 failed, 2 the arguments cannot be used.
`;

const DEFAULT_OUTPUT = './dub-{lang}.ts';
const URL_LIKE = /^[a-z][a-z0-9+.-]*:\/\//i;

export type DubDefaults = Pick<MediaConfig, 'stsUrl' | 'asRunMaxBytes' | 'asRunRetentionMs'>;

/** @returns undefined when help was asked for. @throws DubbingError ARGUMENT_INVALID naming the argument */
export function readDubArguments(argv: readonly string[], defaults: DubDefaults): StreamSpec | undefined {
  const values = parse(argv);
  if (values.help === true) return undefined;
  const input = readInput(values.input);
  const targetLanguages = readTargets(values.target);
  const sourceLanguage = readLanguage('source', values.source ?? 'en');
  if (targetLanguages.includes(sourceLanguage)) throw wrong('target', `${sourceLanguage} is the source language`);
  const live = isLiveInput(input);
  const fast = values.fast === true;
  if (fast && live) throw wrong('fast', 'only a file can go faster than its own pace');
  const spec: StreamSpec = {
    id: 'dub',
    input,
    live,
    fast,
    sourceLanguage,
    targetLanguages,
    mode: oneOf('mode', values.mode ?? 'aligned', ['aligned', 'interpreter'] as const),
    ...readBed(values),
    ...readTrack('commentaryTrack', 'commentary-track', values['commentary-track']),
    ...readTrack('bedTrack', 'bed-track', values['bed-track']),
    ...readEngineArguments(values, targetLanguages),
    delayMs: readDelay(values['delay-ms'] ?? '8000'),
    graceMs: 30_000,
    stsUrl: readUrl('sts', values.sts ?? defaults.stsUrl),
    outputs: readOutputs(values.output ?? DEFAULT_OUTPUT, targetLanguages),
    ...(values['as-run'] !== undefined && {
      asRun: {
        file: resolve(values['as-run']),
        maxBytes: defaults.asRunMaxBytes,
        retentionMs: defaults.asRunRetentionMs,
      },
    }),
    logLevel: 'error',
  };
  checkBed(spec, '--bed');
  return spec;
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...argv],
      options: {
        input: text,
        target: text,
        source: text,
        output: text,
        sts: text,
        'delay-ms': text,
        mode: text,
        bed: text,
        'duck-depth-db': text,
        'separation-model': text,
        'commentary-track': text,
        'bed-track': text,
        'as-run': text,
        ...engineOptions,
        fast: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new DubbingError(errorCodes.ARGUMENT_INVALID, message, { field: /'(--?[\w-]+)/.exec(message)?.[1], cause });
  }
}

/** A path is made a URL: it is looked for from where the command was called. */
function readInput(value: string | undefined): string {
  if (value === undefined || value === '') throw wrong('input', 'it is missing');
  if (URL_LIKE.test(value)) return readUrl('input', value);
  const path = resolve(value);
  if (!existsSync(path)) throw wrong('input', `there is no file ${path}`);
  return new URL(`file://${encodeURI(path).replaceAll('?', '%3F').replaceAll('#', '%23')}`).href;
}

function readTargets(value: string | undefined): string[] {
  const languages = (value ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (languages.length === 0) throw wrong('target', 'it is missing');
  const unique = [...new Set(languages)];
  return unique.map((language) => readLanguage('target', language));
}

/** @throws DubbingError ARGUMENT_INVALID, OUTPUT_URL_INVALID */
function readOutputs(template: string, languages: readonly string[]): StreamSpec['outputs'] {
  if (!template.includes('{lang}') && languages.length > 1) {
    throw wrong('output', `it needs {lang} in it, because there are ${languages.length} target languages`);
  }
  const outputs = languages.map((language) => {
    const target = template.replaceAll('{lang}', language);
    return { language, url: URL_LIKE.test(target) ? readUrl('output', target) : resolve(target) };
  });
  checkOutputs(outputs);
  return outputs;
}

function readLanguage(field: string, value: string): string {
  if (!languagePattern.test(value)) throw wrong(field, `"${value}" is no language tag such as es or pt-BR`);
  return value;
}

function readUrl(field: string, value: string): string {
  if (!URL.canParse(value)) throw wrong(field, `"${value}" is no URL`);
  return value;
}

/** @param name of the field. @param argument the name on the command line */
function readTrack<N extends 'commentaryTrack' | 'bedTrack'>(
  name: N,
  argument: string,
  value: string | undefined,
): Partial<Record<N, number>> {
  if (value === undefined) return {};
  const track = Number(value);
  if (!Number.isInteger(track) || track < 1 || track > 64)
    throw wrong(argument, `"${value}" is no whole number from 1 to 64`);
  return { [name]: track } as Record<N, number>;
}

function readDelay(value: string): number {
  const delayMs = Number(value);
  if (!Number.isInteger(delayMs) || delayMs < 2000 || delayMs > 30_000) {
    throw wrong('delay-ms', `"${value}" is no whole number from 2000 to 30000`);
  }
  return delayMs;
}

/** The model itself is looked at by the separator, which knows what can be one. */
function readBed(values: ReturnType<typeof parse>): Pick<StreamSpec, 'bed' | 'duckDepthDb' | 'separationModel'> {
  const bed = oneOf('bed', values.bed ?? 'duck', ['duck', 'separate', 'original'] as const);
  const duckDepthDb = Number(values['duck-depth-db'] ?? '15');
  if (values['duck-depth-db'] === '' || !(duckDepthDb >= 0 && duckDepthDb <= 60)) {
    throw wrong('duck-depth-db', `"${values['duck-depth-db']}" is no number from 0 to 60`);
  }
  const model = values['separation-model'];
  return { bed, duckDepthDb, ...(model === undefined ? {} : { separationModel: resolve(model) }) };
}

function oneOf<const T extends string>(field: string, value: string, values: readonly T[]): T {
  const found = values.find((candidate) => candidate === value);
  if (found === undefined) throw wrong(field, `it must be one of ${values.join(', ')}, not "${value}"`);
  return found;
}
