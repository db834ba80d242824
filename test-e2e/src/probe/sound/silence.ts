import { MEASURE_RATE_HZ, msOf, piecesOf, samplesOf, type SoundRun } from './sound.js';

/** Places and lengths of silences are known to one window. */
export const SILENCE_WINDOW_MS = 10;
/** Softer than this is silence to a viewer and to a broadcaster's silence alarm. */
export const SILENCE_GATE_DB = -60;

export interface Silence {
  startMs: number;
  durationMs: number;
}

/** The longest stretch without sound: samples near zero, or a gap in the timestamps. */
export function longestSilence(runs: readonly SoundRun[], gateDb = SILENCE_GATE_DB): Silence {
  const none = { startMs: runs[0]?.startMs ?? 0, durationMs: 0 };
  return silences(runs, gateDb).reduce((longest, one) => (one.durationMs > longest.durationMs ? one : longest), none);
}

/** All stretches in which the louder channel is softer than `gateDb` (RMS in dBFS), or for which there are no samples. */
export function silences(runs: readonly SoundRun[], gateDb = SILENCE_GATE_DB): Silence[] {
  const found: Silence[] = [];
  let startMs: number | undefined;
  const end = (atMs: number): void => {
    if (startMs !== undefined && atMs > startMs) found.push({ startMs, durationMs: atMs - startMs });
    startMs = undefined;
  };
  let lastEndMs = 0;
  for (const run of runs) {
    // A gap in the timestamps counts as silence: it was opened where the last run ended.
    for (const { atMs, levelDb } of levels(run)) {
      if (levelDb < gateDb) startMs ??= atMs;
      else end(atMs);
    }
    lastEndMs = run.startMs + msOf(run.length);
    startMs ??= lastEndMs;
  }
  end(lastEndMs);
  return found;
}

/** The level of the louder channel, window by window. The last window may be shorter. */
function* levels(run: SoundRun): Generator<{ atMs: number; levelDb: number }> {
  const window = samplesOf(SILENCE_WINDOW_MS);
  for (const { at: first, samples: left, startMs } of piecesOf(run, 10 * MEASURE_RATE_HZ, 'left')) {
    const right = run.read(first, first + left.length, 'right');
    for (let at = 0; at < left.length; at += window) {
      const end = Math.min(left.length, at + window);
      const louder = Math.max(power(left, at, end), power(right, at, end));
      yield { atMs: startMs + msOf(at), levelDb: 10 * Math.log10(louder) };
    }
  }
}

function power(samples: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let n = from; n < to; n += 1) sum += (samples[n] ?? 0) ** 2;
  return sum / (to - from);
}
