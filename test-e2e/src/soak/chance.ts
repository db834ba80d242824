/** Numbers that are the same for the same seed (mulberry32). */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [from, to). */
  between(from: number, to: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return from + (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * (to - from);
  }

  /** All of them in another order: each comes before any comes twice. */
  shuffled<T>(all: readonly T[]): T[] {
    return all
      .map((value) => ({ value, order: this.between(0, 1) }))
      .sort((a, b) => a.order - b.order)
      .map(({ value }) => value);
  }
}
