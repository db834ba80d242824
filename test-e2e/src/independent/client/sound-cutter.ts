import { durationMs, frameBytes, framesOf } from '../sound/pcm.js';
import type { Clip } from '../sound/wav.js';
import type { FragmentData } from '../wire.js';

export interface CutOptions {
  readonly fragmentMs: number;
  readonly deadlineMs: number;
}

/** A fragment before it has its number. */
export type Piece = Omit<FragmentData, 'fragmentId' | 'sequence'>;

/** Cuts a clip that begins at time zero into pieces of this length, the last one as long as what is left. */
export function cut({ pcm, format }: Clip, { fragmentMs, deadlineMs }: CutOptions): Piece[] {
  const bytes = Math.max(1, Math.floor(framesOf(fragmentMs, format))) * frameBytes(format);
  const pieces: Piece[] = [];
  for (let at = 0; at < pcm.length; at += bytes) {
    const part = pcm.subarray(at, at + bytes);
    const startMs = durationMs(at, format);
    const lengthMs = durationMs(part.length, format);
    pieces.push({
      startPtsNs: nanoseconds(startMs),
      endPtsNs: nanoseconds(startMs + lengthMs),
      durationMs: lengthMs,
      deadlineMs,
      slot: { targetMs: lengthMs, maxMs: lengthMs },
      pcm: part,
    });
  }
  return pieces;
}

function nanoseconds(ms: number): string {
  return String(Math.round(ms * 1e6));
}
