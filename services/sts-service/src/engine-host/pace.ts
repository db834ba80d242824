/** How much of a new measurement goes into the estimate: about the last five count. */
const weight = 0.3;

/** What a refusal leaves of the estimate, so that one that is too high is tried again soon. */
const kept = 0.8;

/**
 * How long work takes at this moment, learned from what it took. Under overload every job
 * would otherwise start late, run into its deadline, and leave the next one too little time in
 * turn; giving up the hopeless at once lets every second or third one succeed.
 */
export class Pace {
  /** Milliseconds of work per millisecond of sound, or per character of text. Zero: nothing is known yet. */
  #factor = 0;

  /** Whether work of this size can be expected to end in time. */
  allows(size: number, leftMs: number): boolean {
    if (this.#factor * size <= leftMs) return true;
    this.#factor *= kept;
    return false;
  }

  /** Work that came to its end. */
  took(workMs: number, size: number): void {
    if (size <= 0) return;
    const measured = workMs / size;
    this.#factor = this.#factor === 0 ? measured : this.#factor + weight * (measured - this.#factor);
  }

  /** Work that was given up before its end would have taken longer than that. */
  tookMoreThan(workMs: number, size: number): void {
    if (size > 0 && workMs / size > this.#factor) this.took(workMs, size);
  }
}
