/** The tick of `timescale` nearest to a time that is zero or more. Rounding each time alone keeps errors from adding up. */
export function ticksOf(timeNs: bigint, timescale: number): bigint {
  return (timeNs * BigInt(timescale) + 500_000_000n) / 1_000_000_000n;
}
