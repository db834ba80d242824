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
  /**
   * How far a dub may reach into the speech that follows, in interpreter mode beyond the lag that it may have, in
   * milliseconds. One that would reach further is skipped rather than spoken at the cost of all that it covers. Default
   * 2500.
   */
  readonly maxOverrunMs: number;
  /** Breath between two dubs when one has to wait for the other, in milliseconds. Default 60. */
  readonly gapMs: number;
}

export const DEFAULT_PLACEMENT: PlacementLimits = {
  mode: 'aligned',
  maxStartDelayMs: 1200,
  maxLagMs: 8000,
  maxOverrunMs: 2500,
  gapMs: 60,
};

/** Faster or slower than this a voice is not worth hearing; whoever fits dubs to their slots knows it too. */
const FASTEST = 1.35;
const SLOWEST = 0.9;
/** Speech is made faster by whole samples, so a factor may be a little beyond. */
const SPEED_TOLERANCE = 0.01;

/** What is settled already when a dub arrives. */
export interface Committed {
  /** Everything before this is released, or the mixer has counted on it. */
  readonly claimedPtsNs: bigint;
  /** The last dub placed; undefined before the first. */
  readonly last: { readonly endPtsNs: bigint; readonly source: Interval } | undefined;
  /** As far as it is known by now, nobody speaks from the end of the source to this. */
  readonly quietUntilPtsNs: bigint;
}

export interface DubShape {
  readonly durationNs: bigint;
  readonly speedFactor: number;
}

/** Why a dub is not placed. */
export type RefusalReason =
  /** The place where it would have to start is released already. */
  | 'released'
  /** The dub before it is not over soon enough. */
  | 'no-room'
  /** It is so long that what follows could not be dubbed. */
  | 'too-long'
  /** A dub of later speech has its place already. */
  | 'out-of-order'
  | 'too-fast'
  | 'too-slow';

export type PlacementDecision =
  { readonly startPtsNs: bigint } | { readonly refused: 'late' | 'skipped'; readonly reason: RefusalReason };

/**
 * Where a dub of `source` starts. Aligned: with the original, or behind the dub before it within bounds; never
 * when its start is already released, since a sentence that begins in the middle is worse than the original.
 * Interpreter: as soon as there is room. What would bring the dubs behind it out of bounds is skipped.
 */
export function decidePlacement(
  source: Interval,
  { durationNs, speedFactor }: DubShape,
  { claimedPtsNs, last, quietUntilPtsNs }: Committed,
  { mode, maxStartDelayMs, maxLagMs, maxOverrunMs, gapMs }: PlacementLimits,
): PlacementDecision {
  const aligned = mode === 'aligned';
  if (aligned && source.startPtsNs < claimedPtsNs) return { refused: 'late', reason: 'released' };
  if (last !== undefined && source.startPtsNs < last.source.startPtsNs) return skipped('out-of-order');
  if (speedFactor > FASTEST + SPEED_TOLERANCE) return skipped('too-fast');
  // 0 is no speed: a server that does not tell it.
  if (speedFactor > 0 && speedFactor < SLOWEST - SPEED_TOLERANCE) return skipped('too-slow');
  let startPtsNs = source.startPtsNs;
  if (startPtsNs < claimedPtsNs) startPtsNs = claimedPtsNs;
  if (last !== undefined && startPtsNs < last.endPtsNs) startPtsNs = last.endPtsNs + msToNs(gapMs);
  const lagMs = nsToMs(startPtsNs - source.startPtsNs);
  if (lagMs > (aligned ? maxStartDelayMs : maxLagMs)) return skipped('no-room');
  const overrunMs = nsToMs(startPtsNs + durationNs - quietUntilPtsNs);
  return overrunMs > (aligned ? 0 : maxLagMs) + maxOverrunMs ? skipped('too-long') : { startPtsNs };
}

function skipped(reason: RefusalReason): PlacementDecision {
  return { refused: 'skipped', reason };
}
