import type { AsRunEntry } from '../../src/stack/api.js';
import { median } from '../../src/probe/sound/level.js';
import type { ProgrammeManifest } from '../../src/programme/manifest.js';
import type { ScheduledSentence } from '../../src/programme/schedule.js';

const startMs = (entry: AsRunEntry): number => Number(BigInt(entry.startPtsNs) / 1_000_000n);

/** Whether a text holds the words that a translation of the sentence must hold. */
export function isTranslationOf(sentence: ScheduledSentence, language: string, text: string): boolean {
  return (sentence.expect[language] ?? []).every((word) => text.toLowerCase().includes(word));
}

/** A sentence and what was said in its place. */
export interface Match {
  sentence: ScheduledSentence;
  texts: string[];
}

/**
 * Lays the as-run record over the script. The record's clock and the programme's differ by one constant, which is
 * found from the texts; if dubs were out of place, no constant would fit, and sentences would find foreign texts.
 */
export function matchSentences(entries: readonly AsRunEntry[], language: string, manifest: ProgrammeManifest): Match[] {
  const spoken = entries.filter((entry) => entry.language === language && entry.outcome === 'spoken');
  const offsets = spoken.flatMap((entry) =>
    manifest.sentences
      .filter((sentence) => isTranslationOf(sentence, language, entry.text ?? ''))
      .map((sentence) => startMs(entry) - sentence.startMs),
  );
  const offsetMs = mostCommon(offsets);
  if (offsetMs === undefined) return [];
  return manifest.sentences.flatMap((sentence) => {
    const place = sentence.startMs + offsetMs;
    const texts = spoken.filter((entry) => Math.abs(startMs(entry) - place) < 1_000).map(({ text }) => text ?? '');
    return texts.length === 0 ? [] : [{ sentence, texts }];
  });
}

/** The median of the largest group of values that lie within 600 ms of each other. */
function mostCommon(values: readonly number[]): number | undefined {
  const near = (centre: number): number[] => values.filter((value) => Math.abs(value - centre) < 600);
  const groups = values.map(near).sort((a, b) => b.length - a.length);
  return median(groups[0] ?? []);
}
