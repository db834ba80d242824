/** 10 ms at any rate: long enough to hold a period of a low voice. */
const windowMs = 10;
/** About -50 dB of full scale: below any speech, above the noise of a synthesizer. */
const silenceLevel = 0.003;
/** Kept on each side, so that soft consonants are not cut. */
const marginMs = 20;

/**
 * The speech without the silence that synthesizers put around a sentence; it would count as
 * spoken time and make the speech faster than it has to be. Empty when all is silent.
 */
export function trimSilence(samples: Float32Array, sampleRateHz: number): Float32Array {
  const window = Math.max(1, Math.round((sampleRateHz * windowMs) / 1000));
  const margin = Math.round((sampleRateHz * marginMs) / 1000);
  let start = 0;
  while (start < samples.length && isSilent(samples, start, start + window)) start += window;
  if (start >= samples.length) return samples.subarray(0, 0);
  let end = samples.length;
  while (end > start && isSilent(samples, end - window, end)) end -= window;
  return samples.subarray(Math.max(0, start - margin), Math.min(samples.length, end + margin));
}

function isSilent(samples: Float32Array, from: number, to: number): boolean {
  for (let i = Math.max(0, from); i < Math.min(to, samples.length); i++) {
    if (Math.abs(samples[i] as number) > silenceLevel) return false;
  }
  return true;
}
