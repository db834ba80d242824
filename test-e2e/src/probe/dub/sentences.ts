import type { ProgrammeManifest } from '../../programme/manifest.js';
import { levelDb } from '../sound/level.js';
import { occurrences } from './occurrences.js';
import { similarity } from '../sound/similarity.js';
import { sliceSound, type SoundRun } from '../sound/sound.js';

/** What a viewer hears while a sentence of the programme is spoken. */
export interface HeardSentence {
  index: number;
  /** Time in the recording. */
  atMs: number;
  /** 1: the original alone; near 0: another voice lies over it. */
  similarity: number;
  /** Level over the sentence, in dBFS. */
  levelDb: number;
  heard: 'original' | 'dub' | 'nothing';
}

/** More alike than this is the original itself: recoded or a little softer, but with nothing over it. */
const ORIGINAL_SIMILARITY = 0.8;
/** Softer than this, 15 dB below a voice and 6 dB above the bare bed, nobody speaks. */
const VOICE_LEVEL_DB = -34;

/**
 * @param offsetMs time in the recording minus programme time
 */
export function hearSentences(
  recording: readonly SoundRun[],
  programme: readonly SoundRun[],
  manifest: ProgrammeManifest,
  offsetMs: number,
): HeardSentence[] {
  return manifest.sentences
    .flatMap(({ index, startMs, endMs }) => {
      const lengthMs = endMs - startMs;
      const originalMs = startMs + manifest.offsetMs;
      const original = sliceSound(programme, originalMs, originalMs + lengthMs);
      return occurrences(recording, manifest, startMs, lengthMs, offsetMs).map((atMs) => {
        const slice = sliceSound(recording, atMs, atMs + lengthMs);
        const [level, likeness] = [levelDb(slice), similarity(slice, original)];
        const heard = likeness > ORIGINAL_SIMILARITY ? 'original' : level > VOICE_LEVEL_DB ? 'dub' : 'nothing';
        return { index, atMs, similarity: likeness, levelDb: level, heard } as const;
      });
    })
    .sort((a, b) => a.atMs - b.atMs);
}
