import { stsError } from '../../errors.js';

export const recognizerRateHz = 16_000;

/** Shorter than any word: 0.1 s. */
const leastSamples = recognizerRateHz / 10;

/**
 * Whether there is anything to hear in the sound.
 * @throws DubbingError AUDIO_INVALID when a sample is no finite number.
 */
export function isAudible(samples: Float32Array): boolean {
  let loudest = 0;
  for (let i = 0; i < samples.length; i += 1) {
    const size = Math.abs(samples[i] as number);
    // Also false for NaN, which every comparison denies.
    if (!(size < Infinity)) {
      throw stsError('AUDIO_INVALID', `sample ${i} of the sound is ${samples[i]}`, { field: 'samples' });
    }
    if (size > loudest) loudest = size;
  }
  return samples.length >= leastSamples && loudest > 0;
}
