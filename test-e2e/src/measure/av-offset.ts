import { median } from '../probe/sound/level.js';

export interface AvOffset {
  /** Sound minus picture for every flash that has its beep, in milliseconds; positive is sound late. */
  pairsMs: number[];
  medianMs: number | undefined;
  /** The largest offset to either side. */
  worstMs: number | undefined;
  /** Flashes without a beep near them. */
  unpaired: number;
}

/** A beep further from its flash than this belongs to no flash. */
const PAIR_WITHIN_MS = 1_000;

/** Pairs every flash with the beep nearest to it. */
export function avOffset(flashesMs: readonly number[], beepsMs: readonly number[]): AvOffset {
  const pairsMs: number[] = [];
  for (const flashMs of flashesMs) {
    const nearest = beepsMs.map((beepMs) => beepMs - flashMs).sort((a, b) => Math.abs(a) - Math.abs(b))[0];
    if (nearest !== undefined && Math.abs(nearest) <= PAIR_WITHIN_MS) pairsMs.push(nearest);
  }
  const worstMs = [...pairsMs].sort((a, b) => Math.abs(b) - Math.abs(a))[0];
  return { pairsMs, medianMs: median(pairsMs), worstMs, unpaired: flashesMs.length - pairsMs.length };
}
