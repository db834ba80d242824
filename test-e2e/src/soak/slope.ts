/** One reading of a measure. */
export interface Reading {
  atS: number;
  value: number;
}

export interface Slope {
  perHour: number;
  /** Two standard errors: the slope lies within with 95 % certainty, if readings scatter independently. */
  errorPerHour: number;
  readings: number;
}

/** The straight line through readings by least squares. @returns undefined of fewer than three */
export function slopeOf(readings: readonly Reading[]): Slope | undefined {
  const count = readings.length;
  if (count < 3) return undefined;
  const mean = (of: (reading: Reading) => number): number => readings.reduce((sum, one) => sum + of(one), 0) / count;
  const [meanS, meanValue] = [mean(({ atS }) => atS), mean(({ value }) => value)];
  let [xx, xy] = [0, 0];
  for (const { atS, value } of readings) {
    xx += (atS - meanS) ** 2;
    xy += (atS - meanS) * (value - meanValue);
  }
  if (xx === 0) return undefined;
  const slope = xy / xx;
  const rest = readings.reduce((sum, { atS, value }) => sum + (value - meanValue - slope * (atS - meanS)) ** 2, 0);
  const error = Math.sqrt(rest / (count - 2) / xx);
  return { perHour: slope * 3600, errorPerHour: 2 * error * 3600, readings: count };
}
