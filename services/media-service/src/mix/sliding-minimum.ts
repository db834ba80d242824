/** The least of the last `length` values, at constant cost: a queue in which only values that may still win stay. */
export class SlidingMinimum {
  readonly #length: number;
  readonly #values: Float64Array;
  readonly #times: Float64Array;
  #head = 0;
  #size = 0;
  #time = 0;

  constructor(length: number) {
    this.#length = length;
    this.#values = new Float64Array(length);
    this.#times = new Float64Array(length);
  }

  push(value: number): number {
    const time = this.#time++;
    if (this.#size > 0 && this.#times[this.#head]! <= time - this.#length) {
      this.#head = (this.#head + 1) % this.#length;
      this.#size--;
    }
    while (this.#size > 0 && this.#values[this.#slot(this.#size - 1)]! >= value) this.#size--;
    const slot = this.#slot(this.#size++);
    this.#values[slot] = value;
    this.#times[slot] = time;
    return this.#values[this.#head]!;
  }

  #slot(index: number): number {
    return (this.#head + index) % this.#length;
  }
}
