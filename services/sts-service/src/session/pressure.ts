import { Backpressure, create, type BackpressureLevel } from '@dubbing/contracts';

/** What is advised to a client that is not to change anything, in milliseconds of speech. */
const usualFragmentMs = 3000;
const softFragmentMs = 4000;
const hardFragmentMs = 6000;

/**
 * How full a session is. `soft` from half of what it may have in flight, since work then comes
 * faster than it is done; `hard` at the limit, where the next fragment is refused.
 */
export function pressureLevel(inFlight: number, maxInFlight: number): BackpressureLevel {
  if (inFlight >= maxInFlight) return 'hard';
  return inFlight > Math.max(1, maxInFlight / 2) ? 'soft' : 'none';
}

/** The advice that goes with a level: longer fragments cost less, fewer of them queue less. */
export function adviceFor(
  level: BackpressureLevel,
  inFlight: number,
  maxInFlight: number,
  maxFragmentMs: number,
): Backpressure {
  const part = { none: 1, soft: 1 / 2, hard: 1 / 4 }[level];
  const fragmentMs = { none: usualFragmentMs, soft: softFragmentMs, hard: hardFragmentMs }[level];
  return create(Backpressure, {
    level,
    inFlight,
    recommendedMaxInFlight: Math.max(1, Math.floor(maxInFlight * part)),
    recommendedFragmentMs: Math.min(maxFragmentMs, fragmentMs),
  });
}
