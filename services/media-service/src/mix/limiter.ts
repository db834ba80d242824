import { SlidingMinimum } from './sliding-minimum.js';
import { TRUE_PEAK_BOUND, TRUE_PEAK_DELAY, truePeakAt } from './true-peak.js';

/** What the limiter holds back: 5 ms at 48 kHz. */
export const LIMITER_DELAY = 240;
/** The gain moves over nearly the whole delay, so it arrives at its least just before the peak does. */
const AVERAGE = LIMITER_DELAY - TRUE_PEAK_DELAY + 1;
const HOLD = AVERAGE + 2;
const RELEASE_PER_SAMPLE = 1 - Math.exp(-1 / (0.08 * 48_000));
/** Samples before the new ones that the peak estimate and the delay reach back to. */
const HISTORY = LIMITER_DELAY + 2 * TRUE_PEAK_DELAY;
/** Above this the release counts as over, so quiet sound passes bit for bit again. */
const UNITY = 0.99999;

/**
 * A look-ahead limiter for both channels together. The gain needed at each estimated true peak is held, let go
 * slowly (80 ms), and averaged over the look-ahead, so it is smooth and still down in time.
 */
export class Limiter {
  readonly #ceiling: number;
  readonly #minimum = new SlidingMinimum(HOLD);
  readonly #averaged = new Float64Array(AVERAGE).fill(1);
  #left = new Float32Array(HISTORY);
  #right = new Float32Array(HISTORY);
  #envelope = 1;
  #averageSum = AVERAGE;
  #averageIndex = 0;
  /** Samples for which the gain may still be below 1 even if no new peak comes. */
  #busy = 0;

  /** @param ceiling largest true peak, in the scale of the samples */
  constructor(ceiling: number) {
    this.#ceiling = ceiling;
  }

  /** Limits in place: afterwards the first `length` samples are those from `LIMITER_DELAY` samples ago. */
  process(left: Float32Array, right: Float32Array, length: number): void {
    const total = HISTORY + length;
    if (this.#left.length < total) {
      this.#left = grown(this.#left, total);
      this.#right = grown(this.#right, total);
    }
    const [pastLeft, pastRight] = [this.#left, this.#right];
    pastLeft.set(left.subarray(0, length), HISTORY);
    pastRight.set(right.subarray(0, length), HISTORY);
    const delayed = HISTORY - LIMITER_DELAY;
    const safe = this.#ceiling / TRUE_PEAK_BOUND;
    for (let start = 0; start < length; start += 64) {
      const end = Math.min(length, start + 64);
      const loud = this.#isAbove(safe, HISTORY + start - 2 * TRUE_PEAK_DELAY, HISTORY + end);
      for (let i = start; i < end; i++) {
        const gain = loud || this.#busy > 0 ? this.#gainAt(HISTORY + i, loud) : 1;
        left[i] = pastLeft[delayed + i]! * gain;
        right[i] = pastRight[delayed + i]! * gain;
      }
    }
    pastLeft.copyWithin(0, length, total);
    pastRight.copyWithin(0, length, total);
  }

  #isAbove(threshold: number, from: number, to: number): boolean {
    const [left, right] = [this.#left, this.#right];
    for (let i = from; i < to; i++) {
      if (Math.abs(left[i]!) > threshold || Math.abs(right[i]!) > threshold) return true;
    }
    return false;
  }

  #gainAt(newest: number, loud: boolean): number {
    let needed = 1;
    if (loud) {
      const peak = Math.max(truePeakAt(this.#left, newest), truePeakAt(this.#right, newest));
      if (peak > this.#ceiling) needed = this.#ceiling / peak;
    }
    const held = this.#minimum.push(needed);
    const released = this.#envelope + (1 - this.#envelope) * RELEASE_PER_SAMPLE;
    this.#envelope = Math.min(held, released > UNITY ? 1 : released);
    this.#averageSum += this.#envelope - this.#averaged[this.#averageIndex]!;
    this.#averaged[this.#averageIndex] = this.#envelope;
    this.#averageIndex = (this.#averageIndex + 1) % AVERAGE;
    if (this.#envelope < 1) this.#busy = HOLD + AVERAGE;
    else if (--this.#busy <= 0) this.#averageSum = AVERAGE;
    return Math.min(1, this.#averageSum / AVERAGE);
  }
}

function grown(samples: Float32Array, length: number): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(length);
  larger.set(samples.subarray(0, HISTORY));
  return larger;
}
