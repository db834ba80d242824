import { DubbingError } from '@dubbing/common';
import { errorCodes } from '../../errors.js';
import { isBed, type BedUse } from '../sound/bed-use.js';

/** What became of a fragment in one language. Times are milliseconds of the programme timeline. */
export interface AsRunDub {
  language: string;
  outcome: 'spoken' | 'empty' | 'late' | 'failed' | 'skipped' | 'fallback';
  text?: string;
  placedStartMs?: number;
  placedEndMs?: number;
  lagMs?: number;
  speedFactor?: number;
  reason?: string;
}

/** One fragment of speech; the interval is that of the original. */
export interface AsRunFragment {
  fragmentId: string;
  sequence: number;
  startMs: number;
  endMs: number;
  transcript?: string;
  dubs: AsRunDub[];
}

/** An output that began: programme time = the container's own time + `zeroMs`. */
export interface AsRunOutput extends Partial<BedUse> {
  language: string;
  url: string;
  zeroMs: number;
}

type Fields = Record<string, unknown>;

const outcomes = ['spoken', 'empty', 'late', 'failed', 'skipped', 'fallback'] as const;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * @param source file and line, for the error
 * @throws DubbingError AS_RUN_INVALID naming the field that is missing or wrong; fields that are not known are passed over
 */
export function fragmentOf(fields: Fields, source: string): AsRunFragment {
  const { fragmentId, sequence, languages } = fields;
  if (typeof fragmentId !== 'string') throw invalid(source, 'fragmentId');
  if (!Array.isArray(languages)) throw invalid(source, 'languages');
  const startMs = requiredMs(fields, 'startPtsNs', source);
  return {
    fragmentId,
    sequence: typeof sequence === 'number' ? sequence : 0,
    startMs,
    endMs: requiredMs(fields, 'endPtsNs', source),
    ...texts(fields, ['transcript']),
    dubs: languages.map((dub: unknown, index) => dubOf(dub, source, `languages[${index}]`)),
  };
}

/** @throws DubbingError AS_RUN_INVALID as above */
export function outputOf(fields: Fields, source: string): AsRunOutput {
  const { language, url } = fields;
  if (typeof language !== 'string') throw invalid(source, 'language');
  const { bed, duckDepthDb } = fields;
  return {
    language,
    url: typeof url === 'string' ? url : '',
    zeroMs: requiredMs(fields, 'zeroPtsNs', source),
    ...(isBed(bed) ? { bed } : {}),
    ...(typeof duckDepthDb === 'number' ? { duckDepthDb } : {}),
  };
}

function dubOf(fields: unknown, source: string, field: string): AsRunDub {
  if (!isFields(fields) || typeof fields['language'] !== 'string') throw invalid(source, field);
  const outcome = outcomes.find((known) => known === fields['outcome']);
  if (outcome === undefined) throw invalid(source, `${field}.outcome`);
  const placed = {
    placedStartMs: optionalMs(fields, 'placedStartPtsNs', source),
    placedEndMs: optionalMs(fields, 'placedEndPtsNs', source),
    lagMs: optionalNumber(fields['lagMs']),
    speedFactor: optionalNumber(fields['speedFactor']),
  };
  const known = Object.fromEntries(Object.entries(placed).filter(([, value]) => value !== undefined));
  return { language: fields['language'], outcome, ...known, ...texts(fields, ['text', 'reason']) };
}

function requiredMs(fields: Fields, name: string, source: string): number {
  const ms = optionalMs(fields, name, source);
  if (ms === undefined) throw invalid(source, name);
  return ms;
}

/** Nanoseconds as a decimal string; a microsecond is kept, which a double holds for years of programme. */
function optionalMs(fields: Fields, name: string, source: string): number | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || !/^-?\d+$/.test(value)) throw invalid(source, name);
  return Number(BigInt(value) / 1_000n) / 1_000;
}

const optionalNumber = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

function texts<Name extends string>(fields: Fields, names: readonly Name[]): Partial<Record<Name, string>> {
  return Object.fromEntries(
    names.map((name) => [name, fields[name]]).filter(([, value]) => typeof value === 'string'),
  ) as Partial<Record<Name, string>>;
}

function invalid(source: string, field: string): DubbingError {
  return new DubbingError(errorCodes.AS_RUN_INVALID, `${source} has no usable ${field}`, { source, field });
}
