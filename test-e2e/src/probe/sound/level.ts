/** Root mean square level in dBFS; −∞ for digital silence. */
export function levelDb(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return 10 * Math.log10(sum / Math.max(1, samples.length));
}

/** The median of numbers; undefined of none. */
export function median(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

export const dbOf = (amplitude: number): number => 20 * Math.log10(amplitude);

/** The spread of a measure over all the places at which it was taken. */
export interface Spread {
  count: number;
  min: number;
  p5: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** Undefined of no values. Each percentile is the value that this share of all values do not exceed. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) return undefined;
  const share = (part: number): number => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? max;
  return { count: sorted.length, min, p5: share(0.05), p50: share(0.5), p95: share(0.95), p99: share(0.99), max };
}
