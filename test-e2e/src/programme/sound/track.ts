import { SAMPLE_RATE_HZ } from '../format.js';

/** One loop of stereo sound, 48 kHz, samples in −1…1. */
export interface StereoTrack {
  left: Float32Array;
  right: Float32Array;
}

export function silentTrack(durationMs: number): StereoTrack {
  const samples = (durationMs * SAMPLE_RATE_HZ) / 1000;
  return { left: new Float32Array(samples), right: new Float32Array(samples) };
}

/** Adds mono samples to both channels from `startMs` on. */
export function addMono(track: StereoTrack, startMs: number, samples: Float32Array): void {
  const start = Math.round((startMs * SAMPLE_RATE_HZ) / 1000);
  samples.forEach((value, n) => {
    track.left[start + n] = (track.left[start + n] ?? 0) + value;
    track.right[start + n] = (track.right[start + n] ?? 0) + value;
  });
}

/**
 * Interleaved 16-bit little-endian PCM of `[fromSample, toSample)`. The range may reach over either end
 * of the loop: it continues at the other one, as it does on air.
 */
export function toPcm(track: StereoTrack, fromSample: number, toSample: number): Buffer {
  const pcm = Buffer.alloc((toSample - fromSample) * 4);
  const { left, right } = track;
  for (let n = 0; n < toSample - fromSample; n += 1) {
    const at = (((fromSample + n) % left.length) + left.length) % left.length;
    pcm.writeInt16LE(quantise(left[at] ?? 0), 4 * n);
    pcm.writeInt16LE(quantise(right[at] ?? 0), 4 * n + 2);
  }
  return pcm;
}

function quantise(value: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(value * 32_767)));
}
