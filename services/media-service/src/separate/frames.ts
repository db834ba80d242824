/**
 * One grid of frames for everything: 32 ms long, one every 16 ms, under the root of a periodic Hann window. At 48 kHz a
 * frame has 1536 samples and at 16 kHz 512, so bin k stands for the same 31.25 · k Hz at both rates, and the lowest 257
 * bins of the one *are* the other, without any resampling.
 */
export const FRAME_48K = 1536;
export const HOP_48K = 768;
export const FRAME_16K = 512;
export const HOP_16K = 256;
/** Bins from 0 to 24 kHz, and those of them up to 8 kHz that a model sees. */
export const BINS_48K = FRAME_48K / 2 + 1;
export const BINS_16K = FRAME_16K / 2 + 1;
/** From the spectrum of 16-bit samples at 48 kHz to that of samples between −1 and 1 at 16 kHz. */
export const TO_MODEL = 1 / (3 * 32_768);

/** The root of a periodic Hann window: applied before and after, two frames half over each other add up to 1. */
export function rootHann(length: number): Float64Array {
  return Float64Array.from({ length }, (_, n) => Math.sqrt(0.5 - 0.5 * Math.cos((2 * Math.PI * n) / length)));
}
