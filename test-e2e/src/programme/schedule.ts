import type { Script, Voice } from './script.js';
import { BEEP_DURATION_MS, BEEP_PERIOD_MS, FIRST_BEEP_MS, LOOP_UNIT_MS } from './format.js';

/** A sentence in its place. Times are programme time within one loop, in milliseconds. */
export interface ScheduledSentence {
  index: number;
  section: string;
  voice: Voice;
  text: string;
  expect: Record<string, string[]>;
  startMs: number;
  endMs: number;
}

export interface Schedule {
  durationMs: number;
  beepsMs: number[];
  sentences: ScheduledSentence[];
}

/** A breath between sentences, a longer one between sections. */
const SENTENCE_PAUSE_MS = 700;
const SECTION_PAUSE_MS = 1_500;
/** Nothing is said this long before and after a beep, so that a recogniser never hears both at once. */
const BEEP_GUARD_BEFORE_MS = 600;
const BEEP_GUARD_AFTER_MS = 700;
const OPENING_PAUSE_MS = 800;

/**
 * Gives every sentence its place: in order, never over a beep, and all within a loop whose length is
 * a whole number of 40 s units.
 * @param durationsMs how long each sentence lasts when it is spoken, in script order
 */
export function scheduleScript(script: Script, durationsMs: readonly number[]): Schedule {
  const sentences: ScheduledSentence[] = [];
  let cursorMs = OPENING_PAUSE_MS;
  for (const section of script.sections) {
    if (sentences.length > 0) cursorMs += SECTION_PAUSE_MS - SENTENCE_PAUSE_MS;
    for (const { voice, text, expect } of section.sentences) {
      const durationMs = durationsMs[sentences.length];
      if (durationMs === undefined) throw new RangeError('a sentence has no duration');
      const startMs = clearOfBeeps(cursorMs, durationMs);
      const endMs = startMs + durationMs;
      sentences.push({ index: sentences.length, section: section.title, voice, text, expect, startMs, endMs });
      cursorMs = endMs + SENTENCE_PAUSE_MS;
    }
  }
  const durationMs = Math.ceil((cursorMs + OPENING_PAUSE_MS) / LOOP_UNIT_MS) * LOOP_UNIT_MS;
  const beepsMs = Array.from({ length: durationMs / BEEP_PERIOD_MS }, (_, n) => FIRST_BEEP_MS + n * BEEP_PERIOD_MS);
  return { durationMs, beepsMs, sentences };
}

/** The earliest start at or after `fromMs` from which `durationMs` of speech meets no beep. */
function clearOfBeeps(fromMs: number, durationMs: number): number {
  let startMs = fromMs;
  for (let beepMs = FIRST_BEEP_MS; beepMs < fromMs + 2 * BEEP_PERIOD_MS; beepMs += BEEP_PERIOD_MS) {
    const freeFromMs = beepMs + BEEP_DURATION_MS + BEEP_GUARD_AFTER_MS;
    const busyFromMs = beepMs - BEEP_GUARD_BEFORE_MS;
    if (startMs < freeFromMs && startMs + durationMs > busyFromMs) startMs = freeFromMs;
  }
  return Math.round(startMs);
}
