import { BEEP_DURATION_MS, BEEP_FREQUENCY_HZ, SAMPLE_RATE_HZ } from '../format.js';

/** −18 dBFS peak: as loud as line-up tone, and well above the music bed. */
const BEEP_AMPLITUDE = 10 ** (-18 / 20);
/** A 1 ms ramp at either end: short enough to time exactly, long enough not to click. */
const RAMP_SAMPLES = SAMPLE_RATE_HZ / 1000;

/** 100 ms of 1 kHz. */
export function beep(): Float32Array {
  const samples = (BEEP_DURATION_MS * SAMPLE_RATE_HZ) / 1000;
  return Float32Array.from({ length: samples }, (_, n) => {
    const edge = Math.min(1, (n + 1) / RAMP_SAMPLES, (samples - n) / RAMP_SAMPLES);
    return BEEP_AMPLITUDE * edge * Math.sin((2 * Math.PI * BEEP_FREQUENCY_HZ * n) / SAMPLE_RATE_HZ);
  });
}
