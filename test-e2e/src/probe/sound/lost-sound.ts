import { without, type Interval } from './intervals.js';
import { SILENCE_GATE_DB, silences, type Silence } from './silence.js';
import { endOf, startOf, type SoundRun } from './sound.js';

/** What a decoder gives for packets that hold nothing: at most the last two bits. */
const DIGITAL_SILENCE_DB = -84;
/** A codec spreads sound this far into a silence. */
const SPREAD_MS = 40;
/** Shorter pauses of the reference explain nothing. */
const LEAST_PAUSE_MS = 30;

export interface LostSoundOptions {
  /** Time in the output minus time in the reference. */
  offsetMs: number;
  /** How far the original is turned down under a dub: what comes near silence by that alone was not lost. */
  duckDepthDb: number;
}

/**
 * Silences of the output at places where the reference is heard: softer than −60 dBFS where the reference would not be, even
 * turned down under a dub, or digital silence where the reference is not silent. What lies before or after the reference counts
 * as not heard there.
 */
export function lostSound(
  output: readonly SoundRun[],
  reference: readonly SoundRun[],
  { offsetMs, duckDepthDb }: LostSoundOptions,
): Silence[] {
  const pairs = [
    { found: silences(output), explained: silences(reference, SILENCE_GATE_DB + duckDepthDb + 3) },
    { found: silences(output, DIGITAL_SILENCE_DB), explained: silences(reference) },
  ];
  const outside = [
    { startMs: Number.NEGATIVE_INFINITY, endMs: startOf(reference) + offsetMs },
    { startMs: endOf(reference) + offsetMs, endMs: Number.POSITIVE_INFINITY },
  ];
  const lost = pairs.flatMap(({ found, explained }) => {
    const pauses = explained
      .filter(({ durationMs }) => durationMs >= LEAST_PAUSE_MS)
      .map(({ startMs, durationMs }) => ({
        startMs: startMs + offsetMs - SPREAD_MS,
        endMs: startMs + durationMs + offsetMs + SPREAD_MS,
      }));
    return found.flatMap((one) =>
      without({ startMs: one.startMs, endMs: one.startMs + one.durationMs }, [...outside, ...pauses]),
    );
  });
  return union(lost).map(({ startMs, endMs }) => ({ startMs, durationMs: endMs - startMs }));
}

function union(intervals: readonly Interval[]): Interval[] {
  const joined: Interval[] = [];
  for (const next of [...intervals].sort((a, b) => a.startMs - b.startMs)) {
    const last = joined.at(-1);
    if (last !== undefined && next.startMs <= last.endMs) last.endMs = Math.max(last.endMs, next.endMs);
    else joined.push({ ...next });
  }
  return joined;
}
