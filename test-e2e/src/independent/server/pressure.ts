import type { Backpressure } from '../wire.js';

/** The advice of a server of so many places (8.3). */
export function pressureOf(inFlight: number, maxInFlight: number): Backpressure {
  const comfortable = Math.max(1, Math.floor(maxInFlight / 2));
  const level = inFlight >= maxInFlight ? 'hard' : inFlight > comfortable ? 'soft' : 'none';
  return {
    level,
    inFlight,
    recommendedMaxInFlight: level === 'none' ? maxInFlight : comfortable,
    recommendedFragmentMs: 4000,
  };
}
