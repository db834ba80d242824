import { bytesPerSample } from './format.js';

/**
 * The samples of a PCM buffer. Shares its memory when the buffer lies on an even address,
 * which is nearly always so; copies otherwise, because a typed array cannot lie on an odd one.
 * A trailing odd byte is left out.
 */
export function int16View(pcm: Uint8Array): Int16Array {
  const length = Math.floor(pcm.byteLength / bytesPerSample);
  if (pcm.byteOffset % bytesPerSample === 0) {
    return new Int16Array(pcm.buffer, pcm.byteOffset, length);
  }
  const copy = new Uint8Array(length * bytesPerSample);
  copy.set(pcm.subarray(0, copy.byteLength));
  return new Int16Array(copy.buffer, 0, length);
}

/** The bytes of the samples, sharing their memory. */
export function pcmOf(samples: Int16Array): Buffer {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
}
