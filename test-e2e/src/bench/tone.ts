import type { AudioFormat } from '@dubbing/common';

/** A soft 220 Hz tone: unlike speech, music and the 1 kHz beep, so that it can be told from all of them. */
export function tone(durationMs: number, { sampleRateHz, channels }: AudioFormat): Buffer {
  const frames = Math.round((durationMs * sampleRateHz) / 1000);
  const pcm = Buffer.alloc(frames * channels * 2);
  for (let n = 0; n < frames; n += 1) {
    const value = Math.round(3_000 * Math.sin((2 * Math.PI * 220 * n) / sampleRateHz));
    for (let channel = 0; channel < channels; channel += 1) pcm.writeInt16LE(value, 2 * (n * channels + channel));
  }
  return pcm;
}
