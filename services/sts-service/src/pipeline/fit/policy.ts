/** How long a dub may be. */
export interface FitSlot {
  /** The source interval that the dub translates, in milliseconds. */
  readonly targetMs: number;
  /** The same with the pause that may be borrowed after it. Never below `targetMs`. */
  readonly maxMs: number;
}

/** Faster speech than this is noticed, so the pause is borrowed before it is passed. */
export const freeSpeedFactor = 1.15;
/** Faster speech than this is not worth hearing. */
export const maxSpeedFactor = 1.35;

/**
 * How many times faster than its natural pace a dub is spoken, from 1 to 1.35. A dub that is
 * shorter than its slot keeps its natural pace: speech that is slowed down sounds drunk, and
 * the bed fills what remains. The result may still not fit `maxMs`; whoever places it decides.
 */
export function speedFactorFor(naturalMs: number, slot: FitSlot): number {
  const { targetMs } = slot;
  const maxMs = Math.max(slot.maxMs, targetMs);
  if (naturalMs <= targetMs) return 1;
  if (naturalMs / targetMs <= freeSpeedFactor) return naturalMs / targetMs;
  if (naturalMs / freeSpeedFactor <= maxMs) return freeSpeedFactor;
  return Math.min(maxSpeedFactor, naturalMs / maxMs);
}
