/** How much of a new measurement goes into the estimate: about the last five count. */
const weight = 0.3;

/** What a refusal leaves of the estimate, so that one that is too high is tried again soon. */
const kept = 0.8;

/** Below this spread of sizes, as a part of the mean's square, measurements do not tell what size costs. */
const leastSpread = 0.01;

/**
 * How long work takes at this moment, learned from what it took: a part that all work takes (Whisper encodes half a
 * minute however short the sound is, and a short text may share its passes with long ones), and a part that grows with its
 * size. Under overload every job would otherwise start late, run into its deadline, and leave the next one too
 * little time in turn; giving up the hopeless at once lets every second or third one succeed.
 */
export class Pace {
  /** Sums over what was measured, each measurement counting less the older it is. */
  #count = 0;
  #sizes = 0;
  #times = 0;
  #squares = 0;
  #products = 0;

  /** Whether work of this size can be expected to end in time. @param size milliseconds of sound, or characters. */
  allows(size: number, leftMs: number): boolean {
    if (this.#expectedMs(size) <= leftMs) return true;
    this.#times *= kept;
    this.#products *= kept;
    return false;
  }

  /** Work that came to its end. */
  took(workMs: number, size: number): void {
    if (size <= 0) return;
    const add = (sum: number, value: number): number => (1 - weight) * sum + weight * value;
    this.#count = add(this.#count, 1);
    this.#sizes = add(this.#sizes, size);
    this.#times = add(this.#times, workMs);
    this.#squares = add(this.#squares, size * size);
    this.#products = add(this.#products, size * workMs);
  }

  /** Work that was given up before its end would have taken longer than that. */
  tookMoreThan(workMs: number, size: number): void {
    if (workMs > this.#expectedMs(size)) this.took(workMs, size);
  }

  /** The line through the measurements that fits them best, as long as it says neither that nothing costs time nor that size saves it. */
  #expectedMs(size: number): number {
    if (this.#count === 0) return 0;
    const meanSize = this.#sizes / this.#count;
    const meanMs = this.#times / this.#count;
    const spread = this.#squares / this.#count - meanSize ** 2;
    const together = this.#products / this.#count - meanSize * meanMs;
    const most = meanMs / meanSize;
    const perSize = spread < leastSpread * meanSize ** 2 ? most : Math.min(most, Math.max(0, together / spread));
    return meanMs + perSize * (size - meanSize);
  }
}
