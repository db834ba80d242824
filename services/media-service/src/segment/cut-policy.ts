export interface CutSettings {
  /** Length a fragment aims at, in milliseconds. Default 3000. */
  readonly targetMs: number;
  /** Longest fragment, in milliseconds. Default 5000. */
  readonly maxMs: number;
  /** Pause that ends a fragment which has reached its target, in milliseconds. Default 250. */
  readonly minPauseMs: number;
  /** Sound kept in front of the first frame with speech, in milliseconds. Default 200. */
  readonly onsetPadMs: number;
  /** Sound kept behind the last frame with speech, in milliseconds. Default 200. */
  readonly trailingPadMs: number;
}

export const DEFAULT_CUTS: CutSettings = {
  targetMs: 3000,
  maxMs: 5000,
  minPauseMs: 250,
  onsetPadMs: 200,
  trailingPadMs: 200,
};

/** A pause this much longer than the least one ends even a very short fragment: the sentence is over. */
const PAUSE_AT_START = 2.4;
/** Near the hard maximum half a pause will do, because the alternative is a cut inside a word. */
const PAUSE_AT_MAX = 0.5;

/**
 * How long a pause must be to end a fragment that has run for `spokenMs`. It shrinks as the fragment grows,
 * so the cut falls on the longest pause near the target, and is known as soon as that pause is long enough:
 * nothing waits for what might still come.
 */
export function requiredPauseMs(spokenMs: number, { targetMs, maxMs, minPauseMs }: CutSettings): number {
  const factor =
    spokenMs <= targetMs
      ? lerp(PAUSE_AT_START, 1, spokenMs / targetMs)
      : lerp(1, PAUSE_AT_MAX, Math.min(1, (spokenMs - targetMs) / Math.max(1, maxMs - targetMs)));
  return factor * minPauseMs;
}

function lerp(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
