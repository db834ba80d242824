/** The least of the last `length` values, at constant cost: a queue in which only values that may still win stay. */
export class SlidingMinimum {
  readonly #length: number;
  readonly #mask: number;
  readonly #values: Float64Array;
  readonly #times: Float64Array;
  #head = 0;
  #size = 0;
  #time = 0;

  constructor(length: number) {
    this.#length = length;
    const capacity = 2 ** Math.ceil(Math.log2(length));
    this.#mask = capacity - 1;
    this.#values = new Float64Array(capacity);
    this.#times = new Float64Array(capacity);
  }

  push(value: number): number {
    const [values, times, mask] = [this.#values, this.#times, this.#mask];
    const time = this.#time++;
    if (this.#size > 0 && times[this.#head]! <= time - this.#length) {
      this.#head = (this.#head + 1) & mask;
      this.#size--;
    }
    while (this.#size > 0 && values[(this.#head + this.#size - 1) & mask]! >= value) this.#size--;
    const slot = (this.#head + this.#size++) & mask;
    values[slot] = value;
    times[slot] = time;
    return values[this.#head]!;
  }
}
