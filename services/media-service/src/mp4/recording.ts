import type { VideoConfig } from '../media/units.js';
import { box, fullBox, u8, u32, u64, zeros } from './box.js';
import { audioTrack, fileType, FIRST_TRACK_ID, movie, videoTrack } from './init-segment.js';

/** `mehd` of version 1. */
const DURATION_BOX_BYTES = 20;
/** Lengths of the three numbers of a `tfra` entry: one byte, one byte, four bytes. */
const ENTRY_NUMBERS = 0b00_00_11;

export interface RecordingHead {
  readonly bytes: Buffer;
  /** Where `movieDuration` is to be written over what holds its place, once the duration is known. */
  readonly durationAt: number;
}

/**
 * The head of a movie in fragments, the video track first. A reader that meets it before its end finds a free box in place of the
 * duration.
 * @param video absent where there is sound alone
 */
export function recordingHead(video: VideoConfig | undefined): RecordingHead {
  const tracks = [...(video === undefined ? [] : [videoTrack(video)]), audioTrack()];
  const type = fileType('iso6', 'iso6mp41');
  const bytes = Buffer.concat([type, movie(tracks, [box('free', zeros(DURATION_BOX_BYTES - 8))])]);
  return { bytes, durationAt: bytes.length - DURATION_BOX_BYTES };
}

/** @param duration in ticks of `MOVIE_TIMESCALE` */
export function movieDuration(duration: bigint): Buffer {
  return fullBox('mehd', 1, 0, u64(duration));
}

/** A fragment at whose first sample a player may begin. */
export interface Entry {
  /** Of its presentation, in ticks of its track. */
  readonly time: bigint;
  /** Of its `moof`, from the file's first byte. */
  readonly at: number;
}

/** `mfra` (ISO/IEC 14496-12 §8.8.9), the last box of a movie: where in it a player may begin. Of its first track. */
export function randomAccess(entries: readonly Entry[]): Buffer {
  const table = entries.map(({ time, at }) => Buffer.concat([u64(time), u64(BigInt(at)), u8(1, 1), u32(1)]));
  const track = fullBox('tfra', 1, 0, u32(FIRST_TRACK_ID, ENTRY_NUMBERS, entries.length), table);
  return box('mfra', track, fullBox('mfro', 0, 0, u32(track.length + 24)));
}
