import type { BedUse } from './bed-use.js';
import { without, type Interval } from './intervals.js';
import { levelDb } from './level.js';
import { windowLevels } from './reference-levels.js';
import { SILENCE_GATE_DB, SILENCE_WINDOW_MS, silences, type Silence } from './silence.js';
import { similarity } from './similarity.js';
import { endOf, sliceSound, startOf, type SoundRun } from './sound.js';

/** What a decoder gives for packets that hold nothing: at most the last two bits. */
const DIGITAL_SILENCE_DB = -84;
/** What is this soft nobody misses when it turns to digital silence, and a codec leaves it out. */
const ROOM_DB = -72;
/** How much louder than silence a place has to be due, to be called lost. */
const MARGIN_DB = 3;
/** Pieces of one loss, between which the reference pauses: they are told as one where that much of it was due. */
const JOIN_MS = 250;
const LEAST_DUE_SHARE = 0.5;
/** A hold this long is judged piece by piece. */
const PIECE_MS = 60_000;
/** So much beside a silence tells whether the original is heard there as it is. */
const BESIDE_MS = 300;
const SAME = 0.8;
/** A separator takes some of the bed with the voice. */
const SEPARATION_LOSS_DB = 15;

export interface LostSoundOptions {
  /** Time in the output minus time in the reference. */
  offsetMs: number;
  /** What comes near silence by this alone was not lost. */
  bed: BedUse;
}

/**
 * Silences of the output at places where the reference is heard: softer than −60 dBFS where the reference, turned down as under
 * a dub, would not be; or digital silence where it would at least be room tone. Where the original is heard untouched on both
 * sides, nothing is turned down between them. What lies before or after the reference counts as not heard there.
 */
export function lostSound(
  output: readonly SoundRun[],
  reference: readonly SoundRun[],
  options: LostSoundOptions,
): Silence[] {
  const range = { startMs: startOf(reference) + options.offsetMs, endMs: endOf(reference) + options.offsetMs };
  const lost = [
    { found: silences(output), leastDb: SILENCE_GATE_DB + MARGIN_DB },
    { found: silences(output, DIGITAL_SILENCE_DB), leastDb: ROOM_DB },
  ].flatMap(({ found, leastDb }) =>
    found.flatMap((silence) =>
      within({ startMs: silence.startMs, endMs: silence.startMs + silence.durationMs }, range).flatMap((interval) =>
        unexplained(interval, { output, reference, leastDb, ...options }),
      ),
    ),
  );
  return joined(lost, 0).map(({ startMs, endMs }) => ({ startMs, durationMs: endMs - startMs }));
}

const within = ({ startMs, endMs }: Interval, range: Interval): Interval[] =>
  without({ startMs: Math.max(startMs, range.startMs), endMs: Math.min(endMs, range.endMs) }, []);

interface Silent extends LostSoundOptions {
  output: readonly SoundRun[];
  reference: readonly SoundRun[];
  leastDb: number;
}

/** What of a silence was due to be heard. */
function unexplained(silence: Interval, silent: Silent): Interval[] {
  const parts: Interval[] = [];
  const downDb = turnedDownDb(silence, silent);
  for (let fromMs = silence.startMs; fromMs < silence.endMs; fromMs += PIECE_MS) {
    const toMs = Math.min(silence.endMs, fromMs + PIECE_MS);
    dueLevels(fromMs, toMs, downDb, silent).forEach((dueDb, index) => {
      const startMs = fromMs + index * SILENCE_WINDOW_MS;
      if (dueDb > silent.leastDb) parts.push({ startMs, endMs: Math.min(toMs, startMs + SILENCE_WINDOW_MS) });
    });
  }
  return joined(parts, JOIN_MS);
}

/** The least that is due of each window, in dBFS. */
function dueLevels(fromMs: number, toMs: number, downDb: number, { reference, offsetMs, bed }: Silent): number[] {
  const levels = windowLevels(reference, fromMs - offsetMs, toMs - offsetMs);
  return levels.map(({ levelDb: original, floorDb }) =>
    // Where the voice is taken out, what is left is as loud as the original between its words.
    bed.bed === 'separate' && downDb > 0
      ? Math.min(original - downDb, floorDb - SEPARATION_LOSS_DB)
      : original - downDb,
  );
}

/** How far the original may be turned down in a place. */
function turnedDownDb({ startMs, endMs }: Interval, { output, reference, offsetMs, bed }: Silent): number {
  if (bed.bed === 'original') return 0;
  const sides = [startMs - BESIDE_MS, endMs].map((fromMs) => {
    const heard = sliceSound(output, fromMs, fromMs + BESIDE_MS);
    const original = sliceSound(reference, fromMs - offsetMs, fromMs - offsetMs + BESIDE_MS);
    const awayDb = levelDb(original) - levelDb(heard);
    const isUntouched = awayDb < MARGIN_DB && levelDb(heard) > SILENCE_GATE_DB && similarity(heard, original) > SAME;
    return isUntouched ? awayDb : Number.POSITIVE_INFINITY;
  });
  return Math.max(...sides) < MARGIN_DB ? 0 : bed.duckDepthDb;
}

/** Neighbours become one. */
function joined(intervals: readonly Interval[], gapMs: number): Interval[] {
  const found: (Interval & { dueMs: number })[] = [];
  for (const { startMs, endMs } of [...intervals].sort((a, b) => a.startMs - b.startMs)) {
    const last = found.at(-1);
    const dueMs = (last?.dueMs ?? 0) + endMs - Math.max(startMs, last?.endMs ?? startMs);
    const wholeMs = endMs - (last?.startMs ?? startMs);
    if (last !== undefined && startMs <= last.endMs + gapMs && dueMs >= LEAST_DUE_SHARE * wholeMs)
      Object.assign(last, { endMs: Math.max(last.endMs, endMs), dueMs });
    else found.push({ startMs, endMs, dueMs: endMs - startMs });
  }
  return found.map(({ startMs, endMs }) => ({ startMs, endMs }));
}
