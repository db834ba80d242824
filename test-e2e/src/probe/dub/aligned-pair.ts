import { delayed, delayOf, DELAY_WINDOW, type Pair } from '../sound/delay.js';
import { levelDb } from '../sound/level.js';
import { endOf, msOf, samplesOf, sliceSound, startOf, type SoundRun } from '../sound/sound.js';

/** The published sound, the original that it was made from, and how they lie to each other. */
export interface Compared {
  output: readonly SoundRun[];
  reference: readonly SoundRun[];
  /** Time in the output minus time in the reference. */
  offsetMs: number;
}

/** The same stretch of both, the original brought into the place of the output to a fraction of a sample. */
export interface AlignedPair extends Pair {
  /** In the output. */
  startMs: number;
}

/** Offsets are known to this much; what is left over comes from timestamps that are rounded. */
const MOST_DELAY_MS = 3;
const CLEAR_RATIO = 8;
/** Two seconds of sound are enough. */
const MOST_WINDOWS = 3;
const SILENT_DB = -60;

/** Times, in the output, at which both are there. */
export function commonInterval({ output, reference, offsetMs }: Compared): { startMs: number; endMs: number } {
  return {
    startMs: Math.ceil(Math.max(startOf(output), startOf(reference) + offsetMs)),
    endMs: Math.floor(Math.min(endOf(output), endOf(reference) + offsetMs)),
  };
}

/** Cuts a stretch out of both. Where the phase tells nothing, since nothing of the original is left, the offset is taken as it is. */
export function alignedPair({ output, reference, offsetMs }: Compared, fromMs: number, toMs: number): AlignedPair {
  // Whole milliseconds are whole samples: so every stretch is rounded alike.
  const [startMs, endMs] = [Math.round(fromMs), Math.round(toMs)];
  const heard = sliceSound(output, startMs, endMs);
  const original = sliceSound(reference, startMs - offsetMs, endMs - offsetMs).subarray(0, heard.length);
  const windows: Pair[] = [];
  for (let at = 0; at + DELAY_WINDOW <= original.length && windows.length < MOST_WINDOWS; at += DELAY_WINDOW) {
    const pair = {
      output: heard.subarray(at, at + DELAY_WINDOW),
      reference: original.subarray(at, at + DELAY_WINDOW),
    };
    if (levelDb(pair.reference) > SILENT_DB && levelDb(pair.output) > SILENT_DB) windows.push(pair);
  }
  const delay = windows.length === 0 ? undefined : delayOf(windows, samplesOf(MOST_DELAY_MS));
  const isClear = delay !== undefined && delay.likeness > CLEAR_RATIO * delay.noise;
  // A hundredth of a sample changes nothing that is measured.
  const isOff = isClear && Math.abs(delay.samples) > 0.01;
  return { startMs, output: heard, reference: isOff ? delayed(original, delay.samples) : original };
}

/** The part of a pair between two times of the output. */
export function partOf(pair: AlignedPair, fromMs: number, toMs: number): AlignedPair {
  const from = Math.max(0, samplesOf(fromMs - pair.startMs));
  const to = Math.max(from, samplesOf(toMs - pair.startMs));
  return {
    startMs: pair.startMs + msOf(from),
    output: pair.output.subarray(from, to),
    reference: pair.reference.subarray(from, to),
  };
}
