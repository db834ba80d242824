/** A stretch of samples in which the original is to be down, relative to the block; it may reach beyond both ends. */
export interface SampleRange {
  readonly from: number;
  readonly to: number;
  /** Length of the way up behind it. */
  readonly release: number;
}

/**
 * The gain of the original, sample by sample. It goes down and up on raised cosines from wherever it stands, so
 * it never jumps, whatever is asked of it and when.
 */
export class DuckCurve {
  readonly #downGain: number;
  readonly #attack: number;
  #gain = 1;
  #isDown = false;
  #rampFrom = 1;
  #rampLength = 0;
  #rampPosition = 0;
  #release = 0;

  /** @param attack length of the way down in samples */
  constructor(downGain: number, attack: number) {
    this.#downGain = downGain;
    this.#attack = attack;
  }

  /**
   * Fills `gains[0, length)`.
   *
   * @param down ascending, not overlapping; the way down begins `attack` samples before each
   * @returns false when every gain is 1, so there is nothing to apply
   */
  render(gains: Float32Array, length: number, down: readonly SampleRange[]): boolean {
    let touched = false;
    let position = 0;
    for (const { from, to, release } of down) {
      const start = clamp(from - this.#attack, position, length);
      const end = clamp(to, start, length);
      touched = this.#run(gains, position, start, false) || touched;
      touched = this.#run(gains, start, end, true) || touched;
      if (this.#isDown) this.#release = release;
      position = end;
    }
    return this.#run(gains, position, length, false) || touched;
  }

  #run(gains: Float32Array, from: number, to: number, down: boolean): boolean {
    if (from >= to) return false;
    if (down !== this.#isDown) {
      this.#isDown = down;
      this.#rampFrom = this.#gain;
      this.#rampLength = down ? this.#attack : this.#release;
      this.#rampPosition = 0;
    }
    const target = down ? this.#downGain : 1;
    let position = from;
    for (; position < to && this.#rampPosition < this.#rampLength; position++) {
      const share = 0.5 - 0.5 * Math.cos((Math.PI * ++this.#rampPosition) / this.#rampLength);
      gains[position] = this.#rampFrom + (target - this.#rampFrom) * share;
    }
    if (position < to) gains.fill(target, position, to);
    this.#gain = gains[to - 1]!;
    return position > from || target !== 1;
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
