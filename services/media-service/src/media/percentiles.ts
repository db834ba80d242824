/** The last values of a measurement, as many as fit, and their percentiles. */
export class RecentValues {
  readonly #values: number[] = [];
  readonly #capacity: number;
  #next = 0;

  constructor(capacity = 1000) {
    this.#capacity = capacity;
  }

  add(value: number): void {
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % this.#capacity;
  }

  /** Nearest-rank percentile. @param share 0..1 @returns undefined before the first value */
  percentile(share: number): number | undefined {
    // Of plain numbers, which are sorted without a call for each comparison.
    const sorted = Float64Array.from(this.#values).sort();
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  }
}
