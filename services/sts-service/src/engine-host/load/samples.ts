import { int16View, pcmOf } from '@dubbing/common';

const fullScale = 32_768;

/** @param pcm s16le. @returns samples from -1 to 1. */
export function floatsOfPcm(pcm: Buffer): Float32Array {
  const samples = int16View(pcm);
  const floats = new Float32Array(samples.length);
  for (let at = 0; at < samples.length; at += 1) floats[at] = (samples[at] as number) / fullScale;
  return floats;
}

/** @param samples from -1 to 1; what is louder is clipped. @returns s16le. */
export function pcmOfFloats(samples: Float32Array): Buffer {
  const rounded = new Int16Array(samples.length);
  for (let at = 0; at < samples.length; at += 1) {
    rounded[at] = Math.max(-fullScale, Math.min(fullScale - 1, Math.round((samples[at] as number) * fullScale)));
  }
  return pcmOf(rounded);
}
