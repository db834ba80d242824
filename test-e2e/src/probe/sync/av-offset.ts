import { distributionOf, type Distribution } from '../report/distribution.js';
import type { ProbeFault } from '../report/fault.js';
import { trendOf, type Trend } from './drift.js';

/** A flash with its beep. */
export interface OffsetPair {
  /** When the flash is shown. */
  atMs: number;
  /** Sound minus picture; positive is sound late. */
  offsetMs: number;
  /** The same of the same flash in the reference, which the output is judged against; absent where that is not known. */
  referenceMs?: number;
}

export interface AvOffsetReport {
  pairs: OffsetPair[];
  /** Undefined when there are no pairs. */
  offset: Distribution | undefined;
  /** The offset furthest from zero. */
  worstMs: number | undefined;
  /** Undefined of fewer than three pairs. */
  trend: Trend | undefined;
  /** Flashes without a beep near them: there was none, or a voice lies over it. */
  unpaired: number;
  /** The reference's own median offset; absent when it was not looked for or has no pairs. */
  referenceMs?: number;
}

/** A beep further from its flash than this belongs to no flash. */
const PAIR_WITHIN_MS = 1_000;
/** What an output may be off: within these nobody sees it. */
export const LATEST_SOUND_MS = 15;
export const EARLIEST_SOUND_MS = -5;

/** Pairs every flash with the beep nearest to it. Both are in the order of time. */
export function avOffset(flashesMs: readonly number[], beepsMs: readonly number[]): AvOffsetReport {
  const pairs: OffsetPair[] = [];
  let next = 0;
  for (const atMs of flashesMs) {
    while (next < beepsMs.length && (beepsMs[next] ?? 0) < atMs - PAIR_WITHIN_MS) next += 1;
    let nearest: number | undefined;
    for (let at = next; at < beepsMs.length && (beepsMs[at] ?? 0) <= atMs + PAIR_WITHIN_MS; at += 1) {
      const offsetMs = (beepsMs[at] ?? 0) - atMs;
      if (nearest === undefined || Math.abs(offsetMs) < Math.abs(nearest)) nearest = offsetMs;
    }
    if (nearest !== undefined) pairs.push({ atMs, offsetMs: nearest });
  }
  const offsets = pairs.map(({ offsetMs }) => offsetMs);
  return {
    pairs,
    offset: distributionOf(offsets, 'ms'),
    worstMs: offsets.reduce<number | undefined>(
      (worst, offsetMs) => (worst === undefined || Math.abs(offsetMs) > Math.abs(worst) ? offsetMs : worst),
      undefined,
    ),
    trend: trendOf(pairs.map(({ atMs, offsetMs }) => ({ atMs, valueMs: offsetMs }))),
    unpaired: flashesMs.length - pairs.length,
  };
}

/** A flash of the output and the reference's lie this close when the one is laid over the other. */
const SAME_FLASH_MS = 100;

/**
 * Gives every pair the offset that it had in the reference.
 * @param inReference the time in the reference of a time in the output
 */
export function withReference(
  output: AvOffsetReport,
  reference: AvOffsetReport,
  inReference: (atMs: number) => number | undefined,
): AvOffsetReport {
  if (reference.offset === undefined) return output;
  const referenceMs = reference.offset.p50;
  const pairs = output.pairs.map(({ atMs, offsetMs }) => {
    const thereMs = inReference(atMs);
    const same = reference.pairs.find((pair) => thereMs !== undefined && Math.abs(pair.atMs - thereMs) < SAME_FLASH_MS);
    return { atMs, offsetMs, referenceMs: same?.offsetMs ?? referenceMs };
  });
  return { ...output, pairs, referenceMs };
}

/** Where the reference has an offset of its own, the output's is measured from it. */
export function avOffsetFaults({ pairs, referenceMs }: AvOffsetReport): ProbeFault[] {
  const faults: ProbeFault[] = [];
  const against = referenceMs === undefined ? '' : ' more than in the reference';
  const changes = pairs.map((pair) => ({ atMs: pair.atMs, changeMs: pair.offsetMs - (pair.referenceMs ?? 0) }));
  const trend = trendOf(changes.map(({ atMs, changeMs }) => ({ atMs, valueMs: changeMs })));
  const late = changes.filter(({ changeMs }) => changeMs > LATEST_SOUND_MS);
  const early = changes.filter(({ changeMs }) => changeMs < EARLIEST_SOUND_MS);
  const worst = (group: typeof changes): (typeof changes)[number] | undefined =>
    [...group].sort((a, b) => Math.abs(b.changeMs) - Math.abs(a.changeMs))[0];
  for (const [code, group, word] of [
    ['SOUND_LATE', late, 'late'],
    ['SOUND_EARLY', early, 'early'],
  ] as const) {
    const most = worst(group);
    if (most === undefined) continue;
    const sizeMs = Math.abs(most.changeMs);
    const message = `sound is ${word} at ${group.length} of ${pairs.length} flashes, by ${sizeMs.toFixed(1)} ms at most${against}`;
    faults.push({ code, severity: 'error', atMs: most.atMs, sizeMs, message });
  }
  if (trend?.isDrift === true) {
    const { msPerHour, uncertaintyMsPerHour } = trend;
    const message = `sound drifts against the picture by ${msPerHour.toFixed(1)} ± ${uncertaintyMsPerHour.toFixed(1)} ms per hour`;
    faults.push({ code: 'SYNC_DRIFT', severity: 'error', size: { value: msPerHour, unit: 'ms/h' }, message });
  }
  return faults;
}
