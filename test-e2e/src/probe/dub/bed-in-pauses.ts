import type { ProgrammeManifest } from '../../programme/manifest.js';
import { levelDb, median } from '../sound/level.js';
import { occurrences } from './occurrences.js';
import { sliceSound, type SoundRun } from '../sound/sound.js';

export interface BedReport {
  /** Pieces of pauses in which nobody spoke in the recording either. */
  pauses: number;
  /** How much louder the bed is there than in the programme; 0 is untouched. Undefined when there was no such piece. */
  differenceDb: number | undefined;
}

const PIECE_MS = 150;
/** A dub may go on into a pause: pieces this much louder than the programme's hold a voice. */
const VOICE_DB = 6;

/**
 * Compares the music bed of the recording with the programme's in the pauses of the script.
 * @param offsetMs time in the recording minus programme time
 */
export function bedLevels(
  recording: readonly SoundRun[],
  programme: readonly SoundRun[],
  manifest: ProgrammeManifest,
  offsetMs: number,
): BedReport {
  const differences = quietPieces(manifest).flatMap((pieceMs) => {
    const originalMs = pieceMs + manifest.offsetMs;
    const reference = levelDb(sliceSound(programme, originalMs, originalMs + PIECE_MS));
    return occurrences(recording, manifest, pieceMs, PIECE_MS, offsetMs).map(
      (atMs) => levelDb(sliceSound(recording, atMs, atMs + PIECE_MS)) - reference,
    );
  });
  const unspoken = differences.filter((difference) => difference < VOICE_DB);
  return { pauses: unspoken.length, differenceDb: median(unspoken) };
}

/** Starts of pieces, in programme time, in which there is only music. */
function quietPieces({ sentences, beepsMs, beepDurationMs, durationMs }: ProgrammeManifest): number[] {
  const busy = [
    ...sentences.map(({ startMs, endMs }) => [startMs, endMs] as const),
    ...beepsMs.map((startMs) => [startMs, startMs + beepDurationMs] as const),
  ];
  const pieces: number[] = [];
  for (let atMs = 0; atMs + PIECE_MS <= durationMs; atMs += PIECE_MS) {
    if (busy.every(([from, to]) => atMs + PIECE_MS < from - 50 || atMs > to + 50)) pieces.push(atMs);
  }
  return pieces;
}
