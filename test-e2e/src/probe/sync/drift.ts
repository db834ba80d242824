/** The straight line through points. */
export interface Trend {
  /** Change per hour. */
  msPerHour: number;
  /** 95 % of all trends measured like this one lie within this of the true one, to either side. */
  uncertaintyMsPerHour: number;
  /** From the first point to the last. */
  spanMs: number;
  points: number;
  /** Whether there is a drift: more than the uncertainty, and enough to be seen over the span. */
  isDrift: boolean;
}

const HOUR_MS = 3_600_000;
/** The instrument itself resolves half a millisecond: points closer to the line than that are no better known. */
const RESOLUTION_MS = 0.3;
/** A change over the whole span below this is rounding of timestamps. */
const LEAST_CHANGE_MS = 2;

/**
 * Least squares through `(atMs, valueMs)`; the uncertainty is Student's t times the standard error of the slope.
 * @returns undefined of fewer than three points, which any line fits
 */
export function trendOf(points: readonly { atMs: number; valueMs: number }[]): Trend | undefined {
  const count = points.length;
  if (count < 3) return undefined;
  const meanAt = points.reduce((sum, { atMs }) => sum + atMs, 0) / count;
  const mean = points.reduce((sum, { valueMs }) => sum + valueMs, 0) / count;
  let [squares, products] = [0, 0];
  for (const { atMs, valueMs } of points) {
    squares += (atMs - meanAt) ** 2;
    products += (atMs - meanAt) * (valueMs - mean);
  }
  if (squares === 0) return undefined;
  const slope = products / squares;
  const residual = points.reduce((sum, { atMs, valueMs }) => sum + (valueMs - mean - slope * (atMs - meanAt)) ** 2, 0);
  const deviation = Math.max(RESOLUTION_MS, Math.sqrt(residual / (count - 2)));
  const uncertainty = (studentT95(count - 2) * deviation) / Math.sqrt(squares);
  const times = points.map(({ atMs }) => atMs);
  const spanMs = Math.max(...times) - Math.min(...times);
  return {
    msPerHour: slope * HOUR_MS,
    uncertaintyMsPerHour: uncertainty * HOUR_MS,
    spanMs,
    points: count,
    isDrift: Math.abs(slope) > uncertainty && Math.abs(slope) * spanMs >= LEAST_CHANGE_MS,
  };
}

/** The two-sided 95 % point of Student's t, by Hill's first terms of the expansion in 1/n; exact to 1 % from three degrees on. */
function studentT95(degrees: number): number {
  const small = [12.71, 4.3, 3.18];
  const exact = small[degrees - 1];
  if (exact !== undefined) return exact;
  const z = 1.959964;
  return z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2);
}
