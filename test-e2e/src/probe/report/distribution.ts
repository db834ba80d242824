/** The units in which the probe reports; every number of a report has one, in its name or beside it. */
export type Unit =
  'ms' | 'ms/h' | 's' | 'dB' | 'dBFS' | 'dBTP' | 'LU' | 'LUFS' | 'frames' | 'packets' | 'bytes' | 'ratio';

/** A value with its unit. */
export interface Quantity {
  value: number;
  unit: Unit;
}

/** How the values of one measure are spread. */
export interface Distribution {
  unit: Unit;
  count: number;
  min: number;
  mean: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** @returns undefined of no values: there is nothing to be told about none. */
export function distributionOf(values: readonly number[], unit: Unit): Distribution | undefined {
  if (values.length === 0) return undefined;
  const sorted = Float64Array.from(values).sort();
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const at = (share: number): number => percentileOfSorted(sorted, share);
  return {
    unit,
    count: sorted.length,
    min: at(0),
    mean,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    max: at(1),
  };
}

/** The value that `share` of all values do not exceed (nearest rank); NaN of none. */
export function percentileOfSorted(sorted: ArrayLike<number>, share: number): number {
  const rank = Math.max(0, Math.ceil(share * sorted.length) - 1);
  return sorted[Math.min(sorted.length - 1, rank)] ?? Number.NaN;
}
