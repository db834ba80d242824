/** A queue of samples that are addressed by their number since the start. */
export class SampleStore {
  #samples = new Int16Array(16_384);
  #first = 0;
  #end = 0;

  /** Number of the sample that comes next. */
  get endSample(): number {
    return this.#end;
  }

  append(samples: Int16Array): void {
    const held = this.#end - this.#first;
    if (held + samples.length > this.#samples.length) {
      const larger = new Int16Array(2 * (held + samples.length));
      larger.set(this.#samples.subarray(0, held));
      this.#samples = larger;
    }
    this.#samples.set(samples, held);
    this.#end += samples.length;
  }

  /** A view, good until the next append; it must still be held. */
  view(fromSample: number, toSample: number): Int16Array {
    return this.#samples.subarray(fromSample - this.#first, toSample - this.#first);
  }

  forget(beforeSample: number): void {
    const count = beforeSample - this.#first;
    this.#samples.copyWithin(0, count, this.#end - this.#first);
    this.#first = beforeSample;
  }

  reset(): void {
    this.#first = 0;
    this.#end = 0;
  }
}
