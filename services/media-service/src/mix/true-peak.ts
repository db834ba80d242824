import { besselI0 } from '../media/low-pass.js';

const FAST_HALF = 12;
const FINE_HALF = 48;
/** An estimate for the time between two samples needs this many samples up to and from there on. */
export const TRUE_PEAK_DELAY = FINE_HALF;

/**
 * A pair of interpolators for φ and 1 − φ between two samples, as an even and an odd half: with the sums s and the
 * differences d of the samples that lie equally far on both sides, they are Σ even·s ± Σ odd·d. Half the work of two.
 */
interface Pair {
  readonly even: Float64Array;
  readonly odd: Float64Array;
}

const fastHalfway = pairAt(0.5, FAST_HALF, 5).even;
const fastQuarter = pairAt(0.25, FAST_HALF, 5);
const fineHalfway = pairAt(0.5, FINE_HALF, 5).even;
const finePairs = [0.125, 0.25, 0.375].map((fraction) => pairAt(fraction, FINE_HALF, 5)) as [Pair, Pair, Pair];

/** No estimate is above the largest sample around it times this. */
export const TRUE_PEAK_BOUND = Math.max(
  2 * sumOf(fineHalfway, Math.abs),
  ...finePairs.map(({ even, odd }) =>
    even.reduce((sum, e, j) => sum + Math.abs(e + odd[j]!) + Math.abs(e - odd[j]!), 0),
  ),
);

/**
 * The largest magnitude from sample `at` up to the next one, by four times oversampling (the method of ITU-R BS.1770-5,
 * annex 2, with a filter of our own): right to 0.1 dB for sound up to 12 kHz, and too low the more of it lies above 20 kHz.
 *
 * @param samples one channel; `at − 11` to `at + 12` are read
 */
export function fastPeakAt(samples: Float32Array, at: number): number {
  const { even, odd } = fastQuarter;
  let half = 0;
  let evens = 0;
  let odds = 0;
  for (let j = 0; j < FAST_HALF; j++) {
    const before = samples[at - j]!;
    const after = samples[at + 1 + j]!;
    const sum = before + after;
    half += fastHalfway[j]! * sum;
    evens += even[j]! * sum;
    odds += odd[j]! * (before - after);
  }
  return Math.max(Math.abs(samples[at]!), Math.abs(half), Math.abs(evens) + Math.abs(odds));
}

/**
 * The same by eight times oversampling with a filter that reaches up to 23 kHz: within 0.2 dB whatever the sound.
 *
 * @param samples one channel; `at − 47` to `at + 48` are read
 */
export function finePeakAt(samples: Float32Array, at: number): number {
  const [first, second, third] = finePairs;
  let half = 0;
  let [evens1, odds1, evens2, odds2, evens3, odds3] = [0, 0, 0, 0, 0, 0];
  for (let j = 0; j < FINE_HALF; j++) {
    const before = samples[at - j]!;
    const after = samples[at + 1 + j]!;
    const sum = before + after;
    const difference = before - after;
    half += fineHalfway[j]! * sum;
    evens1 += first.even[j]! * sum;
    odds1 += first.odd[j]! * difference;
    evens2 += second.even[j]! * sum;
    odds2 += second.odd[j]! * difference;
    evens3 += third.even[j]! * sum;
    odds3 += third.odd[j]! * difference;
  }
  return Math.max(
    Math.abs(samples[at]!),
    Math.abs(half),
    Math.abs(evens1) + Math.abs(odds1),
    Math.abs(evens2) + Math.abs(odds2),
    Math.abs(evens3) + Math.abs(odds3),
  );
}

/**
 * How much of the sound around a sample lies near half the sampling rate: the sixth difference, whose gain is
 * sin⁶(ω/2), that is 0.02 at 8 kHz, 0.42 at 16 kHz and 0.81 at 20 kHz.
 *
 * @param samples one channel; `at − 3` to `at + 3` are read
 */
export function highsAt(samples: Float32Array, at: number): number {
  const outer = samples[at - 3]! + samples[at + 3]!;
  const middle = samples[at - 2]! + samples[at + 2]!;
  const inner = samples[at - 1]! + samples[at + 1]!;
  return Math.abs(20 * samples[at]! - 15 * inner + 6 * middle - outer) / 64;
}

/** Kaiser-windowed sinc, scaled to a gain of 1 at 0 Hz. Index j stands for the samples j before and j after. */
function pairAt(fraction: number, half: number, beta: number): Pair {
  const tap = (distance: number): number => {
    const window = besselI0(beta * Math.sqrt(1 - (distance / half) ** 2)) / besselI0(beta);
    return (Math.sin(Math.PI * distance) / (Math.PI * distance)) * window;
  };
  const before = Float64Array.from({ length: half }, (_, j) => tap(j + fraction));
  const after = Float64Array.from({ length: half }, (_, j) => tap(j + 1 - fraction));
  const scale = 2 * (sumOf(before) + sumOf(after));
  return {
    even: before.map((value, j) => (value + after[j]!) / scale),
    odd: before.map((value, j) => (value - after[j]!) / scale),
  };
}

function sumOf(values: Float64Array, of: (value: number) => number = (value) => value): number {
  return values.reduce((sum, value) => sum + of(value), 0);
}
