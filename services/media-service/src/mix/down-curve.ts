import { clamp } from './clamp.js';

/** A stretch of samples in which the original is to be down, relative to the block; it may reach beyond both ends. */
export interface SampleRange {
  readonly from: number;
  readonly to: number;
  /** Length of the way up behind it. */
  readonly release: number;
}

/** Where the original is throughout a block: at full level, down, or on its way in some part of it. */
export type DownState = 'up' | 'down' | 'moving';

/**
 * How far the original is down, sample by sample: 0 at full level, 1 down. It goes down and up on raised cosines from
 * wherever it stands, so it never jumps, whatever is asked of it and when.
 */
export class DownCurve {
  readonly #attack: number;
  #depth = 0;
  #isDown = false;
  #rampFrom = 0;
  #rampLength = 0;
  #rampPosition = 0;
  #release = 0;

  /** @param attack length of the way down in samples */
  constructor(attack: number) {
    this.#attack = attack;
  }

  /**
   * Fills `depths[0, length)` where the answer is `moving`; else they are not touched.
   *
   * @param down ascending, not overlapping; the way down begins `attack` samples before each
   */
  render(depths: Float32Array, length: number, down: readonly SampleRange[]): DownState {
    if (!this.#isMoving) {
      const touching = down.filter(({ from, to }) => from - this.#attack < length && to > 0);
      if (touching.length === 0 && !this.#isDown) return 'up';
      const throughout = touching.find(({ from, to }) => from - this.#attack <= 0 && to >= length);
      if (throughout !== undefined && this.#isDown) {
        this.#release = throughout.release;
        return 'down';
      }
    }
    let position = 0;
    for (const { from, to, release } of down) {
      const start = clamp(from - this.#attack, position, length);
      const end = clamp(to, start, length);
      this.#run(depths, position, start, false);
      this.#run(depths, start, end, true);
      if (this.#isDown) this.#release = release;
      position = end;
    }
    this.#run(depths, position, length, false);
    return 'moving';
  }

  get #isMoving(): boolean {
    return this.#rampPosition < this.#rampLength;
  }

  #run(depths: Float32Array, from: number, to: number, down: boolean): void {
    if (from >= to) return;
    if (down !== this.#isDown) {
      this.#isDown = down;
      this.#rampFrom = this.#depth;
      this.#rampLength = down ? this.#attack : this.#release;
      this.#rampPosition = 0;
    }
    const target = down ? 1 : 0;
    let position = from;
    for (; position < to && this.#rampPosition < this.#rampLength; position++) {
      const share = 0.5 - 0.5 * Math.cos((Math.PI * ++this.#rampPosition) / this.#rampLength);
      depths[position] = this.#rampFrom + (target - this.#rampFrom) * share;
    }
    if (position < to) depths.fill(target, position, to);
    this.#depth = depths[to - 1]!;
  }
}
