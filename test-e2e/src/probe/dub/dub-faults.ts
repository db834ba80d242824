import type { ProbeFault } from '../report/fault.js';
import { usualBed, type BedUse } from '../sound/bed-use.js';
import type { DubReport, HeardFragment } from './dub-report.js';
import { ONSET_ERROR_MS } from './onset.js';

/** From where on a measure is a fault. */
export interface DubLimits {
  /** Lag of a dub behind its original. Default 1,500 ms, which is what aligned streams allow and the beginning of a voice. */
  lagMs?: number;
  /** What is to lie beneath a dub, and how far off that it may be, in dB. Default: the original at −15 dB, and 5. */
  bed?: BedUse;
  bedToleranceDb?: number;
}

/** What is heard of the fragments and is wrong. */
export function heardFaults({ fragments, repeats }: Pick<DubReport, 'fragments' | 'repeats'>, limits: DubLimits) {
  const faults = fragments.flatMap((fragment) => [
    ...notHeard(fragment),
    ...misplaced(fragment, limits.lagMs ?? 1_500),
    ...badBed(fragment, limits),
  ]);
  const repeated = repeats.map(({ fragmentId, atMs, lengthMs, afterMs }): ProbeFault => ({
    code: 'SENTENCE_REPEATED',
    severity: 'error',
    atMs,
    sizeMs: lengthMs,
    message: `${Math.round(lengthMs)} ms of the dub of ${fragmentId} are heard again, ${Math.round(afterMs)} ms after the first time.`,
  }));
  return [...faults, ...repeated];
}

function notHeard({ fragmentId, heard, placedStartMs, placedEndMs }: HeardFragment): ProbeFault[] {
  if (placedStartMs === undefined || placedEndMs === undefined || heard === 'dub') return [];
  return [
    {
      code: 'DUB_NOT_HEARD',
      severity: 'error',
      atMs: placedStartMs,
      sizeMs: placedEndMs - placedStartMs,
      message: `The record has ${fragmentId} spoken, and ${heard === 'original' ? 'the original' : 'nobody'} is heard.`,
    },
  ];
}

function misplaced({ fragmentId, startMs, heardMs, lagMs }: HeardFragment, limitMs: number): ProbeFault[] {
  if (heardMs === undefined || lagMs === undefined) return [];
  const fault = (code: 'DUB_EARLY' | 'DUB_LATE', sizeMs: number, how: string): ProbeFault[] => [
    {
      code,
      severity: 'error',
      atMs: heardMs,
      sizeMs,
      message: `The dub of ${fragmentId} is heard ${Math.round(sizeMs)} ms ${how} its original, which begins at ${Math.round(startMs)} ms.`,
    },
  ];
  if (lagMs < -2 * ONSET_ERROR_MS) return fault('DUB_EARLY', -lagMs, 'before');
  return lagMs > limitMs ? fault('DUB_LATE', lagMs, 'after') : [];
}

function badBed({ fragmentId, bed, placedStartMs }: HeardFragment, limits: DubLimits): ProbeFault[] {
  const { bedToleranceDb = 5, bed: use = usualBed } = limits;
  if (bed === undefined || placedStartMs === undefined) return [];
  const expectedDb = use.bed === 'original' ? 0 : -use.duckDepthDb;
  const awayDb = bed.gainDb - expectedDb;
  if (Math.abs(awayDb) <= bedToleranceDb + bed.errorDb) return [];
  // Of an original without its voice less is found the louder that voice was.
  if (use.bed === 'separate' && awayDb < 0) return [];
  return [
    {
      code: awayDb < 0 ? 'BED_LOST' : 'BED_LOUD',
      severity: 'warning',
      atMs: placedStartMs,
      size: { value: bed.gainDb, unit: 'dB' },
      message: `The original under the dub of ${fragmentId} lies at ${bed.gainDb.toFixed(1)} dB; ${use.bed === 'separate' ? 'at most ' : ''}${expectedDb} dB were due.`,
    },
  ];
}
