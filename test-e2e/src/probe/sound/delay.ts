import { complexOf, spectraOf, transform, type Complex } from './fft.js';
import { hann } from './prediction.js';
import { MEASURE_RATE_HZ } from './sound.js';

/** Two stretches of sound of the same length of which one may be a delayed and recoded copy of the other, with more over it. */
export interface Pair {
  output: Float32Array;
  reference: Float32Array;
}

export interface Delay {
  /** How much later the output is, in samples, with a fraction. */
  samples: number;
  /** How alike they are at this delay when every frequency counts the same: 1 is the same sound, 0 another one. */
  likeness: number;
  /** What unlike sounds come to here (root mean square over all other delays). */
  noise: number;
}

/** Two thirds of a second. */
export const DELAY_WINDOW = 2 ** 15;
/** Where speech and music have their power and codecs keep the phase. */
const LOWEST_HZ = 80;
const HIGHEST_HZ = 8_000;

/**
 * Finds the delay by cross-correlation with the amplitudes taken away (GCC-PHAT, Knapp and Carter 1976): a soft original
 * under a loud dub is found as well as a loud one, since the dub is like it at no delay.
 * @param pairs each of `DELAY_WINDOW` samples; what they have in common adds up
 */
export function delayOf(pairs: readonly Pair[], mostSamples: number): Delay {
  const sum = complexOf([], DELAY_WINDOW);
  const [lowest, highest] = [LOWEST_HZ, HIGHEST_HZ].map((hz) => Math.round((hz * DELAY_WINDOW) / MEASURE_RATE_HZ));
  for (const { output, reference } of pairs) {
    const { left, right } = spectraOf(windowed(output), windowed(reference), DELAY_WINDOW);
    addPhases(sum, left, right, lowest, highest);
  }
  transform(sum, true);
  // Both halves of the spectrum would count each frequency twice.
  const scale = 1 / Math.max(1, ((highest ?? 0) - (lowest ?? 0)) * pairs.length);
  const at = (lag: number): number => (sum.re[(lag + DELAY_WINDOW) % DELAY_WINDOW] ?? 0) * scale;
  let best = -mostSamples;
  let [power, count] = [0, 0];
  for (let lag = -mostSamples; lag <= mostSamples; lag += 1) if (at(lag) > at(best)) best = lag;
  for (let lag = -DELAY_WINDOW / 2; lag < DELAY_WINDOW / 2; lag += 1) {
    if (Math.abs(lag - best) < MEASURE_RATE_HZ / 200) continue;
    power += at(lag) ** 2;
    count += 1;
  }
  const [before, peak, after] = [at(best - 1), at(best), at(best + 1)];
  const bend = before - 2 * peak + after;
  const fraction = bend === 0 ? 0 : (before - after) / (2 * bend);
  return { samples: best + fraction, likeness: peak, noise: Math.sqrt(power / Math.max(1, count)) };
}

const window = hann(DELAY_WINDOW);

const windowed = (samples: Float32Array): Float32Array => samples.map((value, n) => value * (window[n] as number));

function addPhases(sum: Complex, output: Complex, reference: Complex, lowest = 0, highest = 0): void {
  for (let k = lowest; k < highest; k += 1) {
    const [aRe, aIm] = [output.re[k] ?? 0, output.im[k] ?? 0];
    const [bRe, bIm] = [reference.re[k] ?? 0, reference.im[k] ?? 0];
    const [re, im] = [aRe * bRe + aIm * bIm, aIm * bRe - aRe * bIm];
    const amplitude = Math.hypot(re, im);
    if (amplitude < 1e-12) continue;
    sum.re[k] = (sum.re[k] ?? 0) + re / amplitude;
    sum.im[k] = (sum.im[k] ?? 0) + im / amplitude;
  }
}

/** The signal `delaySamples` later, with a fraction, by a windowed sinc; what lies outside counts as zero. */
export function delayed(samples: Float32Array, delaySamples: number): Float32Array {
  const whole = Math.floor(delaySamples);
  const taps = fractionalTaps(delaySamples - whole);
  const out = new Float32Array(samples.length);
  // With as many zeros at either end as the filter may reach beyond it.
  const room = REACH + Math.abs(whole) + 1;
  const padded = new Float32Array(samples.length + 2 * room);
  padded.set(samples, room);
  for (let n = 0; n < out.length; n += 1) {
    const first = n - whole - REACH + room;
    let sum = 0;
    for (let k = 0; k <= 2 * REACH; k += 1) sum += (taps[k] as number) * (padded[first + k] as number);
    out[n] = sum;
  }
  return out;
}

const REACH = 12;

function fractionalTaps(fraction: number): Float64Array {
  return Float64Array.from({ length: 2 * REACH + 1 }, (_, k) => {
    const x = REACH - k - fraction;
    const sinc = Math.abs(x) < 1e-9 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    return sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / (REACH + 1)));
  });
}
