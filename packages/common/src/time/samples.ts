import { NS_PER_S } from './pts.js';

/** Time that `samples` sample frames last, floored to a nanosecond. Exact integer arithmetic. */
export function samplesToNs(samples: number | bigint, sampleRateHz: number): bigint {
  return floorDivide(BigInt(samples) * NS_PER_S, BigInt(sampleRateHz));
}

/**
 * The sample frame nearest to `ns`. Nearest and not floor, so that this undoes
 * `samplesToNs` exactly: flooring twice would lose one sample in most round trips.
 */
export function nsToSamples(ns: bigint, sampleRateHz: number): number {
  return Number(floorDivide(2n * ns * BigInt(sampleRateHz) + NS_PER_S, 2n * NS_PER_S));
}

/** BigInt division truncates towards zero; times before the origin need the floor. */
function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}
