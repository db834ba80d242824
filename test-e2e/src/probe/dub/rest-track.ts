import { msOf, samplesOf } from '../sound/sound.js';
import { alignedPair, commonInterval, type Compared } from './aligned-pair.js';

/** Low enough to compare hours of sound, high enough to tell one word from another. */
export const REST_RATE_HZ = 4_000;
const FACTOR = 12;

/** What is heard besides the original, from the beginning of what both have to its end. */
export interface RestTrack {
  /** In the output. */
  startMs: number;
  /** At `REST_RATE_HZ`. */
  samples: Float32Array;
}

const BLOCK_MS = 4_000;
/** The gain of the original is fitted over this long: the shorter, the more of a dub counts as original by chance. */
const FIT_MS = 200;
const EMPHASIS = 0.95;

/** Takes the original away from the output. An hour of it takes 58 MB. */
export function restTrack(compared: Compared): RestTrack {
  const { startMs, endMs } = commonInterval(compared);
  const track = new Float32Array(Math.max(0, Math.floor(samplesOf(endMs - startMs) / FACTOR)));
  for (let fromMs = startMs; fromMs < endMs; fromMs += BLOCK_MS) {
    // The filter reaches a little into the next block.
    const pair = alignedPair(compared, fromMs, Math.min(endMs, fromMs + BLOCK_MS + FIT_MS));
    const rest = without(pair.output, pair.reference);
    const first = Math.round(samplesOf(fromMs - startMs) / FACTOR);
    const count = Math.min(track.length - first, Math.floor(samplesOf(Math.min(BLOCK_MS, endMs - fromMs)) / FACTOR));
    for (let n = 0; n < count; n += 1) track[first + n] = lowPassed(rest, n * FACTOR);
  }
  return { startMs, samples: track };
}

export const restIndex = (track: RestTrack, atMs: number): number =>
  Math.round(((atMs - track.startMs) * REST_RATE_HZ) / 1000);

function without(output: Float32Array, reference: Float32Array): Float32Array {
  const rest = output.slice();
  const length = samplesOf(FIT_MS);
  for (let at = 0; at < output.length; at += length) {
    const end = Math.min(output.length, at + length);
    let [xx, xy] = [0, 0];
    for (let n = at; n < end; n += 1) {
      // Differences lift what is high, where two voices have nothing in common; low tones may agree by chance.
      const original = (reference[n] ?? 0) - EMPHASIS * (reference[n - 1] ?? 0);
      xx += original * original;
      xy += original * ((output[n] as number) - EMPHASIS * (output[n - 1] ?? 0));
    }
    const gain = xx === 0 ? 0 : xy / xx;
    for (let n = at; n < end; n += 1) rest[n] = (output[n] ?? 0) - gain * (reference[n] ?? 0);
  }
  return rest;
}

/** A Hann-windowed sinc that keeps what the lower rate can hold. */
const taps = Float64Array.from({ length: 8 * FACTOR + 1 }, (_, k) => {
  const x = (k - 4 * FACTOR) / (FACTOR * 1.15);
  const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  return (sinc * (0.5 + 0.5 * Math.cos((Math.PI * (k - 4 * FACTOR)) / (4 * FACTOR + 1)))) / (FACTOR * 1.15);
});

function lowPassed(samples: Float32Array, centre: number): number {
  let sum = 0;
  for (let k = 0; k < taps.length; k += 1) sum += (taps[k] ?? 0) * (samples[centre + k - 4 * FACTOR] ?? 0);
  return sum;
}

export const restMs = (samples: number): number => msOf(samples * FACTOR);
