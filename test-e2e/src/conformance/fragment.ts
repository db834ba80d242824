import { bytesPerFrame, type AudioFormat } from '@dubbing/common';
import { clipFormat } from './sound.js';

/** A fragment as it goes on the wire. Cases spoil it at will. */
export interface WireFragment extends Record<string, unknown> {
  fragmentId: string;
  sequence: number;
  startPtsNs: string;
  endPtsNs: string;
  durationMs: number;
  deadlineMs: number;
  slot: { targetMs: number; maxMs: number };
  pcm: Buffer;
}

const deadlineMs = 12_000;

/** A fragment with this sound, `sequence` tens of seconds into the programme. */
export function fragmentOf(
  sequence: number,
  pcm: Buffer,
  changes: Record<string, unknown> = {},
  format: AudioFormat = clipFormat,
): WireFragment {
  const durationMs = ((pcm.length / bytesPerFrame(format)) * 1000) / format.sampleRateHz;
  const startPtsNs = 10_000_000_000n * BigInt(sequence % 1000);
  return {
    fragmentId: `f${sequence}`,
    sequence,
    startPtsNs: String(startPtsNs),
    endPtsNs: String(startPtsNs + BigInt(Math.round(durationMs * 1e6))),
    durationMs,
    deadlineMs,
    slot: { targetMs: durationMs, maxMs: durationMs + 300 },
    pcm,
    ...changes,
  };
}
