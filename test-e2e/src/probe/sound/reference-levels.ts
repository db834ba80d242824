import { SILENCE_WINDOW_MS } from './silence.js';
import { samplesOf, sliceSound, type SoundRun } from './sound.js';

export interface WindowLevel {
  /** The least level of 30 ms in the 40 ms to either side, in dBFS: a codec spreads a pause as far into the sound beside it. */
  levelDb: number;
  /** As loud as it is between words: the level that one window in ten within three seconds is below, in dBFS. */
  floorDb: number;
}

const SPREAD_WINDOWS = 4;
const AROUND_MS = 3_000;
const FLOOR_SHARE = 0.1;

/** The levels of the louder channel from `fromMs` to `toMs`, in windows as silence is measured in. */
export function windowLevels(runs: readonly SoundRun[], fromMs: number, toMs: number): WindowLevel[] {
  const count = Math.ceil((toMs - fromMs) / SILENCE_WINDOW_MS);
  const margin = AROUND_MS / SILENCE_WINDOW_MS;
  const powers = louder(runs, fromMs - AROUND_MS, count + 2 * margin);
  const smooth = powers.map((power, n) => ((powers[n - 1] ?? power) + power + (powers[n + 1] ?? power)) / 3);
  return Array.from({ length: count }, (_, index) => {
    const at = index + margin;
    // Before and after the reference there is nothing to measure its floor by.
    const around = smooth.slice(at - margin, at + margin + 1).filter((power) => power > 0);
    const floor = around.sort((a, b) => a - b)[Math.floor(around.length * FLOOR_SHARE)] ?? 0;
    return {
      levelDb: 10 * Math.log10(Math.min(...smooth.slice(at - SPREAD_WINDOWS, at + SPREAD_WINDOWS + 1))),
      floorDb: 10 * Math.log10(floor),
    };
  });
}

/** Power of the louder channel, window by window; 0 where there is no sound. */
function louder(runs: readonly SoundRun[], fromMs: number, count: number): number[] {
  const window = samplesOf(SILENCE_WINDOW_MS);
  const channels = (['left', 'right'] as const).map((channel) =>
    sliceSound(runs, fromMs, fromMs + count * SILENCE_WINDOW_MS, channel),
  );
  return Array.from({ length: count }, (_, index) =>
    Math.max(...channels.map((samples) => powerOf(samples.subarray(index * window, (index + 1) * window)))),
  );
}

const powerOf = (samples: Float32Array): number =>
  samples.reduce((sum, value) => sum + value * value, 0) / Math.max(1, samples.length);
