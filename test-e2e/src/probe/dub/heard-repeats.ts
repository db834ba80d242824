import { correlate } from '../sound/fft.js';
import { levelDb } from '../sound/level.js';
import { REST_RATE_HZ, restIndex, restMs, type RestTrack } from './rest-track.js';

/** Speech that is heard a second time. */
export interface HeardRepeat {
  /** Where it is heard again, and how long. */
  atMs: number;
  lengthMs: number;
  /** How much later than the first time. */
  afterMs: number;
  likeness: number;
}

/** Shorter pieces of speech may be alike by chance; the same sound over this long is the same recording. */
const PIECE_MS = 800;
const PIECE = (PIECE_MS * REST_RATE_HZ) / 1000;
const LEAST_LIKENESS = 0.9;
/** How far behind a sentence is listened for it. */
const HORIZON_MS = 30_000;
const AUDIBLE_DB = -50;
/** A tone is like itself at every period: it can be recognised, but not told from another piece of it. */
const TONE_LIKENESS = 0.85;
const SAME_MS = 5;

/**
 * Looks for a stretch of what is heard besides the original again, behind it.
 * @param horizonMs how far; the search is by Fourier transform and costs little
 */
export function heardRepeats(track: RestTrack, fromMs: number, toMs: number, horizonMs = HORIZON_MS): HeardRepeat[] {
  const found: HeardRepeat[] = [];
  for (let pieceMs = fromMs; pieceMs + PIECE_MS <= toMs; pieceMs += PIECE_MS) {
    const at = restIndex(track, pieceMs);
    const piece = track.samples.subarray(Math.max(0, at), at + PIECE);
    if (piece.length < PIECE || levelDb(piece) < AUDIBLE_DB || isTone(piece)) continue;
    const behind = track.samples.subarray(at + PIECE, at + PIECE + Math.round((horizonMs * REST_RATE_HZ) / 1000));
    for (const { index, likeness } of matches(behind, piece)) {
      const afterMs = restMs(PIECE + index);
      const same = found.find((one) => Math.abs(one.afterMs - afterMs) < SAME_MS);
      if (same !== undefined) same.lengthMs = pieceMs + afterMs + PIECE_MS - same.atMs;
      else found.push({ atMs: pieceMs + afterMs, lengthMs: PIECE_MS, afterMs, likeness });
    }
  }
  return found;
}

function matches(sound: Float32Array, piece: Float32Array): { index: number; likeness: number }[] {
  if (sound.length < piece.length) return [];
  const products = correlate(sound, piece);
  const piecePower = power(piece);
  const hits: { index: number; likeness: number }[] = [];
  let running = power(sound.subarray(0, piece.length));
  for (let index = 0; index + piece.length <= sound.length; index += 1) {
    const likeness = (products[index + piece.length - 1] ?? 0) / Math.sqrt(piecePower * Math.max(running, 1e-12));
    const last = hits.at(-1);
    if (likeness > LEAST_LIKENESS) {
      if (last === undefined || index - last.index > piece.length / 4) hits.push({ index, likeness });
      else if (likeness > last.likeness) Object.assign(last, { index, likeness });
    }
    running += (sound[index + piece.length] ?? 0) ** 2 - (sound[index] ?? 0) ** 2;
  }
  return hits;
}

function isTone(piece: Float32Array): boolean {
  const products = correlate(piece, piece);
  const [centre, whole] = [piece.length - 1, power(piece)];
  // From 30 ms to 200 ms: periods of voices are shorter, and no voice holds a period for longer.
  for (let lag = 0.03 * REST_RATE_HZ; lag < 0.2 * REST_RATE_HZ; lag += 1)
    if ((products[centre + lag] ?? 0) > TONE_LIKENESS * whole * (1 - lag / piece.length)) return true;
  return false;
}

const power = (samples: Float32Array): number => samples.reduce((sum, value) => sum + value * value, 0);
