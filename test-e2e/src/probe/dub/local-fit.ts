import { MEASURE_RATE_HZ, msOf } from '../sound/sound.js';
import type { AlignedPair } from './aligned-pair.js';

/** What a short window of the output holds: the original at some gain, and what is not the original. Powers are mean squares. */
export interface Fit {
  /** The middle of the window, in the output. */
  atMs: number;
  outputPower: number;
  originalPower: number;
  /** By least squares; 0 where the original is silent. */
  gain: number;
  /** What is left of the output without the original. */
  restPower: number;
}

/** Two periods of the lowest voices. */
export const FIT_WINDOW_MS = 20;
export const FIT_STEP_MS = 5;
const WINDOW = (FIT_WINDOW_MS * MEASURE_RATE_HZ) / 1000;
const STEP = (FIT_STEP_MS * MEASURE_RATE_HZ) / 1000;

/** Fits the original into the output window by window; a duck that moves in 150 ms is the same gain within one. */
export function localFits({ startMs, output, reference }: AlignedPair): Fit[] {
  const fits: Fit[] = [];
  for (let at = 0; at + WINDOW <= output.length; at += STEP)
    fits.push({ atMs: startMs + msOf(at + WINDOW / 2), ...fit(output, reference, at) });
  return fits;
}

function fit(output: Float32Array, reference: Float32Array, from: number): Omit<Fit, 'atMs'> {
  let [yy, xx, xy] = [0, 0, 0];
  for (let n = from; n < from + WINDOW; n += 1) {
    const [y, x] = [output[n] ?? 0, reference[n] ?? 0];
    yy += y * y;
    xx += x * x;
    xy += x * y;
  }
  const gain = xx === 0 ? 0 : xy / xx;
  return {
    outputPower: yy / WINDOW,
    originalPower: xx / WINDOW,
    gain,
    restPower: Math.max(0, yy - gain * xy) / WINDOW,
  };
}

/** Several windows taken together: sums weigh loud moments, as ears do. */
export interface Whole {
  outputDb: number;
  originalDb: number;
  restDb: number;
  /** Share of the output's power that is not the original. */
  restShare: number;
  /** Of the original, over all. */
  gainDb: number;
}

export function wholeOf(fits: readonly Fit[]): Whole {
  let [y, x, rest, xy] = [0, 0, 0, 0];
  for (const { outputPower, originalPower, restPower, gain } of fits) {
    y += outputPower;
    x += originalPower;
    rest += restPower;
    xy += gain * originalPower;
  }
  const db = (power: number): number => 10 * Math.log10(power / Math.max(1, fits.length));
  return {
    outputDb: db(y),
    originalDb: db(x),
    restDb: db(rest),
    restShare: y === 0 ? 0 : rest / y,
    gainDb: x === 0 || xy <= 0 ? Number.NEGATIVE_INFINITY : 20 * Math.log10(xy / x),
  };
}
