import type { FragmentRun, OutputRun } from '../media/as-run.js';

/** The format of the lines. A reader ignores fields that it does not know; a changed meaning would get another number. */
const VERSION = 1;

/** What one run of a worker has in common. */
export interface LineContext {
  readonly streamId: string;
  readonly sourceLanguage: string;
  /** Names one run of a worker: programme time, and the numbers of fragments, begin anew with each. */
  readonly session: string;
  /** What lies beneath the dubs; `separate` also where the input has a track without the voices. */
  readonly bed: 'duck' | 'separate' | 'original';
  /** How far the original is turned down where it is. */
  readonly duckDepthDb: number;
}

/** One line without its end. @param recordedAt ISO 8601, UTC */
export function fragmentLine({ streamId, sourceLanguage, session }: LineContext, run: FragmentRun, recordedAt: string) {
  const { fragmentId, sequence, startPtsNs, endPtsNs, ...rest } = run;
  const head = { type: 'fragment', version: VERSION, streamId, session, fragmentId, sequence };
  return toJson({ ...head, startPtsNs, endPtsNs, recordedAt, sourceLanguage, ...rest });
}

/** One line without its end. @param recordedAt ISO 8601, UTC */
export function outputLine({ streamId, session, bed, duckDepthDb }: LineContext, run: OutputRun, recordedAt: string) {
  return toJson({ type: 'output', version: VERSION, streamId, session, recordedAt, bed, duckDepthDb, ...run });
}

/** Times become decimal strings, since the numbers of JSON are not exact beyond 2^53. */
function toJson(line: object): string {
  return JSON.stringify(line, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}
