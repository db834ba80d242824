import { box, boxHead, fullBox, u32, u64 } from './box.js';
import { FIRST_TRACK_ID } from './init-segment.js';

/** One access unit or audio frame, with its times already in the track's ticks. */
export interface Sample {
  /** Decode time, in ticks from the zero of the media timeline. */
  decodeTime: bigint;
  /** Composition offset (presentation − decode), in ticks; may be negative. */
  compositionOffset: number;
  /** In ticks. */
  duration: number;
  keyFrame: boolean;
  data: Buffer;
}

const SYNC_SAMPLE = 0x02000000; // depends on no other sample
const DELTA_SAMPLE = 0x01010000; // depends on others, is not a sync sample
const TRUN_FLAGS = 0x000f01; // data offset; duration, size, flags and composition offset per sample
const DEFAULT_BASE_IS_MOOF = 0x020000;
/** Of a sample in the table of its run. */
const SAMPLE_BYTES = 16;
/** Of a track in the moof, less its samples: the heads of traf, tfhd, tfdt and trun, and what these hold. */
const TRAF_BYTES = 8 + 16 + 20 + 20;

/** What one track has in a fragment. */
export interface TrackRun {
  readonly trackId: number;
  readonly samples: readonly Sample[];
}

/**
 * One CMAF chunk: `styp moof mdat`. The answer is a list of buffers meant for a gathered write; the media data in
 * it are the caller's own buffers, not copies.
 *
 * @param sequence the `mfhd` sequence number, 1 or more
 */
export function mediaSegment(sequence: number, samples: readonly Sample[]): Buffer[] {
  if (samples.length === 0) return [];
  const type = box('styp', Buffer.from('msdh', 'latin1'), u32(0), Buffer.from('msdhmsixcmfc', 'latin1'));
  return [type, ...movieFragment(sequence, [{ trackId: FIRST_TRACK_ID, samples }])];
}

/**
 * `moof mdat` of one or several tracks, whose samples lie in the `mdat` track after track. Tracks without samples are left out.
 * @returns buffers for a gathered write, as from `mediaSegment`
 */
export function movieFragment(sequence: number, runs: readonly TrackRun[]): Buffer[] {
  const present = runs.filter(({ samples }) => samples.length > 0);
  const data = present.flatMap(({ samples }) => samples.map((sample) => sample.data));
  const dataLength = present.reduce((sum, run) => sum + bytesOf(run), 0);
  return [fragmentHeader(sequence, present), boxHead('mdat', dataLength), ...data];
}

function fragmentHeader(sequence: number, runs: readonly TrackRun[]): Buffer {
  const header = fullBox('mfhd', 0, 0, u32(sequence));
  // The first run's data begin right after the moof and the 8-byte head of the mdat. All boxes are of known length, so
  // the offsets are known before the moof is put together.
  const moofLength = runs.reduce((sum, { samples }) => sum + TRAF_BYTES + SAMPLE_BYTES * samples.length, 24);
  let dataOffset = moofLength + 8;
  const fragments = runs.map((run) => {
    const fragment = trackFragment(run, dataOffset);
    dataOffset += bytesOf(run);
    return fragment;
  });
  return box('moof', header, fragments);
}

function trackFragment({ trackId, samples }: TrackRun, dataOffset: number): Buffer {
  const table = Buffer.allocUnsafe(samples.length * SAMPLE_BYTES);
  samples.forEach((sample, index) => {
    const at = index * SAMPLE_BYTES;
    table.writeUInt32BE(sample.duration, at);
    table.writeUInt32BE(sample.data.length, at + 4);
    table.writeUInt32BE(sample.keyFrame ? SYNC_SAMPLE : DELTA_SAMPLE, at + 8);
    table.writeInt32BE(sample.compositionOffset, at + 12);
  });
  return box(
    'traf',
    fullBox('tfhd', 0, DEFAULT_BASE_IS_MOOF, u32(trackId)),
    fullBox('tfdt', 1, 0, u64(samples[0]?.decodeTime ?? 0n)),
    fullBox('trun', 1, TRUN_FLAGS, u32(samples.length, dataOffset), table),
  );
}

function bytesOf({ samples }: TrackRun): number {
  return samples.reduce((sum, { data }) => sum + data.length, 0);
}
