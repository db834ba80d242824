import { spectraOf, type Complex } from '../sound/fft.js';
import { hann } from '../sound/prediction.js';
import { MEASURE_RATE_HZ } from '../sound/sound.js';
import type { AlignedPair } from './aligned-pair.js';

/** The original under a dub. */
export interface BedUnderDub {
  /** Gain of the original, in dB. */
  gainDb: number;
  /** One standard error of the gain, in dB; large where little of the original can be told from the dub. */
  errorDb: number;
  /** Power of the dub over the power of what is left of the original, in dB. */
  voiceToBedDb: number;
}

const FRAME = 2_048;
const HOP = FRAME / 2;
/** Beyond these a codec keeps little that is soft. */
const LOWEST = Math.round((60 * FRAME) / MEASURE_RATE_HZ);
const HIGHEST = Math.round((6_000 * FRAME) / MEASURE_RATE_HZ);
/** The output's power is averaged over so many bins and frames to either side before it weighs anything. */
const NEAR_BINS = 4;
const NEAR_FRAMES = 2;
/** What is this much softer than the frame as a whole, a codec has changed or left out. */
const CODEC_FLOOR = 0.01;
const window = hann(FRAME);

/**
 * The gain at which the original lies under something else, by weighted least squares over time and frequency. Every cell
 * counts the less the louder the output is around it: so the gaps of the dub's own spectrum tell the bed.
 * @returns undefined where it is shorter than two frames, or the original is silent
 */
export function bedUnderDub(pair: AlignedPair): BedUnderDub | undefined {
  const { outputs, originals } = spectra(pair);
  if (outputs.length < 2) return undefined;
  const powers = outputs.map(powersOf);
  let [xy, xx] = [0, 0];
  const weights = powers.map((_, frame) => weightsOf(powers, frame));
  each(outputs, originals, weights, (weight, product, original) => {
    xy += weight * product;
    xx += weight * original;
  });
  if (xx === 0) return undefined;
  const gain = xy / xx;
  let [bed, rest, spread] = [0, 0, 0];
  outputs.forEach((y, frame) => {
    const x = originals[frame];
    if (x === undefined) return;
    for (let k = LOWEST; k < HIGHEST; k += 1) {
      const [xRe, xIm] = [x.re[k] as number, x.im[k] as number];
      const left = ((y.re[k] as number) - gain * xRe) ** 2 + ((y.im[k] as number) - gain * xIm) ** 2;
      const original = xRe * xRe + xIm * xIm;
      bed += gain * gain * original;
      rest += left;
      // Half of a complex rest lies along the original; frames overlap by half, so each is counted twice.
      spread += (weights[frame]?.[k] as number) ** 2 * original * left;
    }
  });
  const error = Math.sqrt(spread) / xx;
  const db = (amplitude: number): number => 20 * Math.log10(amplitude);
  const atLeast = Math.max(gain, error);
  return {
    gainDb: db(atLeast),
    errorDb: db((atLeast + error) / atLeast),
    voiceToBedDb: 10 * Math.log10(rest / Math.max(bed, Number.MIN_VALUE)),
  };
}

function spectra({ output, reference }: AlignedPair): { outputs: Complex[]; originals: Complex[] } {
  const [outputs, originals]: [Complex[], Complex[]] = [[], []];
  const windowed = (samples: Float32Array, at: number): Float32Array =>
    samples.subarray(at, at + FRAME).map((value, n) => value * (window[n] as number));
  for (let at = 0; at + FRAME <= output.length; at += HOP) {
    const { left, right } = spectraOf(windowed(output, at), windowed(reference, at), FRAME);
    outputs.push(left);
    originals.push(right);
  }
  return { outputs, originals };
}

const powersOf = ({ re, im }: Complex): Float64Array =>
  Float64Array.from({ length: HIGHEST + NEAR_BINS + 1 }, (_, k) => (re[k] as number) ** 2 + (im[k] as number) ** 2);

function weightsOf(powers: readonly Float64Array[], frame: number): Float64Array {
  const around = powers.slice(Math.max(0, frame - NEAR_FRAMES), frame + NEAR_FRAMES + 1);
  const sum = new Float64Array(HIGHEST + NEAR_BINS + 1);
  for (const power of around)
    for (let k = 0; k < sum.length; k += 1) sum[k] = (sum[k] as number) + (power[k] as number);
  const usual = sum.subarray(LOWEST, HIGHEST).reduce((total, power) => total + power, 0) / (HIGHEST - LOWEST);
  const floor = CODEC_FLOOR * usual * (2 * NEAR_BINS + 1) + Number.MIN_VALUE;
  return sum.map((_, k) => {
    let total = floor;
    for (let near = Math.max(0, k - NEAR_BINS); near <= Math.min(sum.length - 1, k + NEAR_BINS); near += 1)
      total += sum[near] as number;
    return 1 / total;
  });
}

function each(
  outputs: readonly Complex[],
  originals: readonly Complex[],
  weights: readonly Float64Array[],
  use: (weight: number, product: number, original: number) => void,
): void {
  outputs.forEach((y, frame) => {
    const [x, weight] = [originals[frame], weights[frame]];
    if (x === undefined || weight === undefined) return;
    for (let k = LOWEST; k < HIGHEST; k += 1) {
      const [xRe, xIm] = [x.re[k] as number, x.im[k] as number];
      use(weight[k] as number, xRe * (y.re[k] as number) + xIm * (y.im[k] as number), xRe * xRe + xIm * xIm);
    }
  });
}
