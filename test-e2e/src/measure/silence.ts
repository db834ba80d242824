import { levelDb } from './level.js';
import { MEASURE_RATE_HZ, type SoundRun } from './sound.js';

const WINDOW_MS = 20;
/** Softer than this is silence to a viewer and to a broadcaster's silence alarm. */
const SILENCE_DB = -60;

export interface Silence {
  startMs: number;
  durationMs: number;
}

/** The longest stretch without sound: samples near zero, or a gap in the timestamps. */
export function longestSilence(runs: readonly SoundRun[]): Silence {
  let longest: Silence = { startMs: runs[0]?.startMs ?? 0, durationMs: 0 };
  let startMs: number | undefined;
  let lastEndMs = 0;
  const end = (atMs: number): void => {
    if (startMs !== undefined && atMs - startMs > longest.durationMs) longest = { startMs, durationMs: atMs - startMs };
    startMs = undefined;
  };
  const window = (WINDOW_MS * MEASURE_RATE_HZ) / 1000;
  for (const { startMs: runStartMs, samples } of runs) {
    // A gap in the timestamps counts as silence: it was opened where the last run ended.
    for (let at = 0; at + window <= samples.length; at += window) {
      const atMs = runStartMs + (at * 1000) / MEASURE_RATE_HZ;
      if (levelDb(samples.subarray(at, at + window)) < SILENCE_DB) startMs ??= atMs;
      else end(atMs);
    }
    lastEndMs = runStartMs + (samples.length * 1000) / MEASURE_RATE_HZ;
    startMs ??= lastEndMs;
  }
  end(lastEndMs);
  return longest;
}
