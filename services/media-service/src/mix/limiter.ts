import { SlidingMinimum } from './sliding-minimum.js';
import { fastPeakAt, finePeakAt, highsAt, TRUE_PEAK_BOUND, TRUE_PEAK_DELAY } from './true-peak.js';

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
/** Peaks are looked for in stretches of this many samples. */
const STRETCH = 32;
/** Between two samples, sound without highs rises by at most this factor over the larger samples around it. */
const RISE = 1.45;
/** By how much of the highs a peak may be above what the samples and the fast estimate show. */
const HIGHS_IN_SAMPLES = 2;
const HIGHS_IN_ESTIMATE = 1;
/** Up to this share of the ceiling, 0.2 dB of it, the highs are taken as they may be instead of being looked at. */
const FEW_HIGHS = 0.02;
/** Meters differ in what they make of sound near half the sampling rate: this share of the highs is left to them. */
const HIGHS_IN_METERS = 0.13;

/**
 * A look-ahead limiter for both channels together. The gain needed at each estimated true peak is held, let go
 * slowly (80 ms), and averaged over the look-ahead, so it is smooth and still down in time.
 */
export class Limiter {
  readonly #ceiling: number;
  readonly #minimum = new SlidingMinimum(HOLD);
  readonly #averaged = new Float64Array(AVERAGE).fill(1);
  readonly #needed = new Float64Array(STRETCH);
  #left = new Float32Array(HISTORY);
  #right = new Float32Array(HISTORY);
  #envelope = 1;
  #averageSum = AVERAGE;
  #averageIndex = 0;
  /** Samples for which the gain may still be below 1 even if no new peak comes. */
  #busy = 0;
  /** Largest sample of what is held back, or a little more than that. */
  #heldPeak = 0;

  /** @param ceiling largest true peak, in the scale of the samples */
  constructor(ceiling: number) {
    this.#ceiling = ceiling;
  }

  /** Samples up to this magnitude pass untouched, whatever lies between them. */
  get safePeak(): number {
    return this.#ceiling / TRUE_PEAK_BOUND;
  }

  /** Whether everything that is held back comes out as it went in if nothing above `safePeak` follows. */
  get isIdle(): boolean {
    return this.#busy === 0 && this.#heldPeak <= this.safePeak;
  }

  /**
   * Takes in samples that pass untouched: they are at most `safePeak`, and the limiter is idle.
   *
   * @param samples interleaved stereo @param output the same length: what comes out, `LIMITER_DELAY` late
   */
  pass(samples: Int16Array, output: Int16Array, peak: number): void {
    const [left, right] = [this.#left, this.#right];
    const frames = samples.length / 2;
    const held = Math.min(LIMITER_DELAY, frames);
    for (let i = 0; i < held; i++) {
      output[2 * i] = left[HISTORY - LIMITER_DELAY + i]!;
      output[2 * i + 1] = right[HISTORY - LIMITER_DELAY + i]!;
    }
    output.set(samples.subarray(0, samples.length - 2 * held), 2 * held);
    const kept = Math.max(0, HISTORY - frames);
    left.copyWithin(0, HISTORY - kept, HISTORY);
    right.copyWithin(0, HISTORY - kept, HISTORY);
    const offset = frames - HISTORY;
    for (let i = kept; i < HISTORY; i++) {
      left[i] = samples[2 * (offset + i)]!;
      right[i] = samples[2 * (offset + i) + 1]!;
    }
    this.#heldPeak = frames >= HISTORY ? peak : Math.max(this.#heldPeak, peak);
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
    for (let start = 0; start < length; start += STRETCH) {
      const end = Math.min(length, start + STRETCH);
      const peaks = this.#findPeaks(HISTORY + start - TRUE_PEAK_DELAY, end - start);
      if (!peaks && this.#busy === 0) {
        left.set(pastLeft.subarray(delayed + start, delayed + end), start);
        right.set(pastRight.subarray(delayed + start, delayed + end), start);
        continue;
      }
      for (let i = start; i < end; i++) {
        const gain = this.#gainFor(peaks ? this.#needed[i - start]! : 1);
        left[i] = pastLeft[delayed + i]! * gain;
        right[i] = pastRight[delayed + i]! * gain;
      }
    }
    this.#heldPeak = Math.max(peakOf(pastLeft, length, total), peakOf(pastRight, length, total));
    pastLeft.copyWithin(0, length, total);
    pastRight.copyWithin(0, length, total);
  }

  /** Fills `#needed` for the times from `first` on. @returns false when every gain needed is 1 */
  #findPeaks(first: number, length: number): boolean {
    const [left, right, needed, ceiling] = [this.#left, this.#right, this.#needed, this.#ceiling];
    const highsLeft = highsWhereLoud(left, first, length, ceiling);
    const highsRight = highsWhereLoud(right, first, length, ceiling);
    if (highsLeft < 0 && highsRight < 0) return false;
    let found = false;
    for (let i = 0; i < length; i++) {
      const at = first + i;
      let peak = highsLeft < 0 ? 0 : peakAt(left, at, highsLeft, ceiling);
      if (highsRight >= 0) peak = Math.max(peak, peakAt(right, at, highsRight, ceiling));
      needed[i] = peak > ceiling ? ceiling / peak : 1;
      found ||= peak > ceiling;
    }
    return found;
  }

  #gainFor(needed: number): number {
    const held = this.#minimum.push(needed);
    const released = this.#envelope + (1 - this.#envelope) * RELEASE_PER_SAMPLE;
    this.#envelope = Math.min(held, released > UNITY ? 1 : released);
    this.#averageSum += this.#envelope - this.#averaged[this.#averageIndex]!;
    this.#averaged[this.#averageIndex] = this.#envelope;
    if (++this.#averageIndex === AVERAGE) this.#averageIndex = 0;
    if (this.#envelope < 1) this.#busy = HOLD + AVERAGE;
    else if (--this.#busy <= 0) this.#settle();
    return Math.min(1, this.#averageSum / AVERAGE);
  }

  #settle(): void {
    this.#busy = 0;
    this.#averageSum = AVERAGE;
  }
}

/** @returns the highs in the stretch, or −1 where no wave between its samples can reach the ceiling */
function highsWhereLoud(samples: Float32Array, first: number, length: number, ceiling: number): number {
  const peak = peakOf(samples, first - 4, first + length + 5);
  if (peak * TRUE_PEAK_BOUND <= ceiling) return -1;
  let highs = 0;
  for (let at = first - 4; at < first + length + 5; at++) highs = Math.max(highs, highsAt(samples, at));
  return RISE * peak + HIGHS_IN_SAMPLES * highs > ceiling ? highs : -1;
}

function peakAt(samples: Float32Array, at: number, highs: number, ceiling: number): number {
  const larger = Math.max(Math.abs(samples[at]!), Math.abs(samples[at + 1]!));
  if (RISE * larger + HIGHS_IN_SAMPLES * highs <= ceiling) return larger;
  const fast = fastPeakAt(samples, at);
  if (fast + HIGHS_IN_ESTIMATE * highs <= ceiling) return fast;
  // With next to no highs there is nothing that a closer look could find.
  const isLow = highs < FEW_HIGHS * ceiling;
  return isLow
    ? fast + (HIGHS_IN_ESTIMATE + HIGHS_IN_METERS) * highs
    : finePeakAt(samples, at) + HIGHS_IN_METERS * highs;
}

function peakOf(samples: Float32Array, from: number, to: number): number {
  let peak = 0;
  for (let i = from; i < to; i++) {
    const magnitude = Math.abs(samples[i]!);
    if (magnitude > peak) peak = magnitude;
  }
  return peak;
}

function grown(samples: Float32Array, length: number): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(length);
  larger.set(samples.subarray(0, HISTORY));
  return larger;
}
