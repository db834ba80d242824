import { MEASURE_RATE_HZ, type SoundRun } from '../sound/sound.js';
import type { Waveform } from './model.js';

const PIECE_SAMPLES = MEASURE_RATE_HZ * 10;

/**
 * The waveform of `[startMs, endMs)`, read in pieces.
 * @param shiftMs added to the times of the runs
 */
export function waveformOf(
  runs: readonly SoundRun[],
  { startMs, endMs, shiftMs = 0 }: { startMs: number; endMs: number; shiftMs?: number },
): Waveform {
  return (columns) => {
    const peaks = new Float32Array(columns);
    const columnsPerSample = (columns * 1000) / (endMs - startMs) / MEASURE_RATE_HZ;
    for (const run of runs) {
      const zero = ((run.startMs + shiftMs - startMs) * MEASURE_RATE_HZ) / 1000;
      const first = Math.max(0, Math.ceil(-zero));
      const last = Math.min(run.length, Math.floor(((endMs - startMs) * MEASURE_RATE_HZ) / 1000 - zero));
      for (let from = first; from < last; from += PIECE_SAMPLES) {
        const samples = run.read(from, Math.min(last, from + PIECE_SAMPLES));
        for (let n = 0; n < samples.length; n += 1) {
          const column = Math.floor((zero + from + n) * columnsPerSample);
          const peak = Math.abs(samples[n] ?? 0);
          if (peak > (peaks[column] ?? Number.POSITIVE_INFINITY)) peaks[column] = peak;
        }
      }
    }
    return peaks;
  };
}
