import { besselI0 } from '../media/low-pass.js';

const TAPS = 16;
const KAISER_BETA = 5;
/** The estimate for the time between two samples needs this many samples after them. */
export const TRUE_PEAK_DELAY = TAPS / 2;

/** Three interpolators for 1/4, 1/2 and 3/4 between two samples: windowed sinc, each scaled to a gain of 1 at 0 Hz. */
const PHASES = [0.25, 0.5, 0.75].map((fraction) => {
  const taps = Array.from({ length: TAPS }, (_, k) => {
    const distance = TRUE_PEAK_DELAY - k - fraction;
    const window = besselI0(KAISER_BETA * Math.sqrt(1 - (distance / TRUE_PEAK_DELAY) ** 2)) / besselI0(KAISER_BETA);
    return (Math.sin(Math.PI * distance) / (Math.PI * distance)) * window;
  });
  const sum = taps.reduce((a, b) => a + b, 0);
  return Float64Array.from(taps, (tap) => tap / sum);
}) as [Float64Array, Float64Array, Float64Array];

/** No true peak is above the largest sample around it times this. */
export const TRUE_PEAK_BOUND = Math.max(...PHASES.map((taps) => taps.reduce((sum, tap) => sum + Math.abs(tap), 0)));

/**
 * The largest magnitude from sample `newest − 8` up to, not including, the next one, by four times
 * oversampling (the method of ITU-R BS.1770-5, annex 2, with a filter of our own).
 *
 * @param samples one channel; `newest − 15` to `newest` are read
 */
export function truePeakAt(samples: Float32Array, newest: number): number {
  const [quarter, half, threeQuarters] = PHASES;
  let a = 0;
  let b = 0;
  let c = 0;
  for (let k = 0; k < TAPS; k++) {
    const sample = samples[newest - k]!;
    a += quarter[k]! * sample;
    b += half[k]! * sample;
    c += threeQuarters[k]! * sample;
  }
  return Math.max(Math.abs(samples[newest - TRUE_PEAK_DELAY]!), Math.abs(a), Math.abs(b), Math.abs(c));
}
