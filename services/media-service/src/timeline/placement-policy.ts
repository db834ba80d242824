import { msToNs, nsToMs, type Interval } from '@dubbing/common';

/** `aligned`: picture and dub agree. `interpreter`: the dub trails the original by as little as it can. */
export type ProgrammeMode = 'aligned' | 'interpreter';

export interface PlacementLimits {
  readonly mode: ProgrammeMode;
  /**
   * Aligned mode: how much later than the original a dub may start because the one before it still runs, in
   * milliseconds. Default 1200.
   */
  readonly maxStartDelayMs: number;
  /** Interpreter mode: the lag governor's bound; a dub that would trail by more is skipped. Default 8000. */
  readonly maxLagMs: number;
  /** Breath between two dubs when one has to wait for the other, in milliseconds. Default 60. */
  readonly gapMs: number;
}

export const DEFAULT_PLACEMENT: PlacementLimits = {
  mode: 'aligned',
  maxStartDelayMs: 1200,
  maxLagMs: 8000,
  gapMs: 60,
};

/** What is settled already when a dub arrives. */
export interface Committed {
  /** Everything before this is released, or the mixer has counted on it. */
  readonly claimedPtsNs: bigint;
  /** End of the last dub placed; undefined before the first. */
  readonly lastEndPtsNs: bigint | undefined;
}

export type PlacementDecision = { readonly startPtsNs: bigint } | { readonly refused: 'late' | 'skipped' };

/**
 * Where a dub of `source` starts. Aligned: with the original, or behind the dub before it within bounds; never
 * when its start is already released, since a sentence that begins in the middle is worse than the original.
 * Interpreter: as soon as there is room.
 */
export function decidePlacement(source: Interval, committed: Committed, limits: PlacementLimits): PlacementDecision {
  const { mode, maxStartDelayMs, maxLagMs, gapMs } = limits;
  const { claimedPtsNs, lastEndPtsNs } = committed;
  if (mode === 'aligned' && source.startPtsNs < claimedPtsNs) return { refused: 'late' };
  let startPtsNs = source.startPtsNs;
  if (startPtsNs < claimedPtsNs) startPtsNs = claimedPtsNs;
  if (lastEndPtsNs !== undefined && startPtsNs < lastEndPtsNs) startPtsNs = lastEndPtsNs + msToNs(gapMs);
  const lagMs = nsToMs(startPtsNs - source.startPtsNs);
  return lagMs > (mode === 'aligned' ? maxStartDelayMs : maxLagMs) ? { refused: 'skipped' } : { startPtsNs };
}
