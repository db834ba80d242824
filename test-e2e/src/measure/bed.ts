import type { ProgrammeManifest } from '../programme/manifest.js';
import { levelDb, median } from './level.js';
import { MEASURE_RATE_HZ, sliceSound, type SoundRun } from './sound.js';

export interface BedReport {
  /** Pauses of the programme in which nobody spoke in the recording either. */
  pauses: number;
  /** How much louder the bed is there than in the programme; 0 is untouched. Undefined when there was no such pause. */
  differenceDb: number | undefined;
}

/** The music between a beep and the next sentence, and between sentences, is measured in pieces of this length. */
const PIECE_MS = 150;
/** A dub may go on into a pause: pieces this much louder than the programme's hold a voice. */
const VOICE_DB = 6;

/**
 * Compares the music bed of the recording with the programme's in the pauses of the script.
 * @param offsetMs time in the recording minus programme time
 */
export function bedLevels(recording: readonly SoundRun[], programme: readonly SoundRun[], manifest: ProgrammeManifest, offsetMs: number): BedReport {
  const first = recording[0]?.startMs ?? 0;
  const last = recording.at(-1);
  const end = last === undefined ? 0 : last.startMs + (last.samples.length * 1000) / MEASURE_RATE_HZ;
  const differences: number[] = [];
  for (const pieceMs of quietPieces(manifest)) {
    const reference = levelDb(sliceSound(programme, pieceMs + manifest.offsetMs, pieceMs + manifest.offsetMs + PIECE_MS));
    const loops = Math.ceil((first - pieceMs - offsetMs) / manifest.durationMs);
    for (let atMs = pieceMs + offsetMs + loops * manifest.durationMs; atMs + PIECE_MS < end; atMs += manifest.durationMs) {
      const difference = levelDb(sliceSound(recording, atMs, atMs + PIECE_MS)) - reference;
      if (difference < VOICE_DB) differences.push(difference);
    }
  }
  return { pauses: differences.length, differenceDb: median(differences) };
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
