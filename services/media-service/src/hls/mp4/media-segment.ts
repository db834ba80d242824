import { box, boxHead, fullBox, u32, u64 } from './box.js';
import { SEGMENT_TRACK_ID } from './init-segment.js';

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

/**
 * One CMAF chunk: `styp moof mdat`. The answer is a list of buffers meant for a gathered write; the media data in
 * it are the caller's own buffers, not copies.
 *
 * @param sequence the `mfhd` sequence number, 1 or more
 */
export function mediaSegment(sequence: number, samples: readonly Sample[]): Buffer[] {
  const first = samples[0];
  if (first === undefined) return [];
  const type = box('styp', Buffer.from('msdh', 'latin1'), u32(0), Buffer.from('msdhmsixcmfc', 'latin1'));
  const fragment = movieFragment(sequence, first.decodeTime, samples);
  const dataLength = samples.reduce((sum, sample) => sum + sample.data.length, 0);
  return [type, fragment, boxHead('mdat', dataLength), ...samples.map((sample) => sample.data)];
}

function movieFragment(sequence: number, decodeTime: bigint, samples: readonly Sample[]): Buffer {
  const header = fullBox('mfhd', 0, 0, u32(sequence));
  const trackHeader = fullBox('tfhd', 0, DEFAULT_BASE_IS_MOOF, u32(SEGMENT_TRACK_ID));
  const baseTime = fullBox('tfdt', 1, 0, u64(decodeTime));
  const table = Buffer.allocUnsafe(samples.length * 16);
  samples.forEach((sample, index) => {
    const at = index * 16;
    table.writeUInt32BE(sample.duration, at);
    table.writeUInt32BE(sample.data.length, at + 4);
    table.writeUInt32BE(sample.keyFrame ? SYNC_SAMPLE : DELTA_SAMPLE, at + 8);
    table.writeInt32BE(sample.compositionOffset, at + 12);
  });
  // The run's data begin right after the moof and the 8-byte head of the mdat. All boxes but the run are of known
  // length, so the offset is known before the moof is put together.
  const runLength = 20 + table.length;
  const moofLength = 8 + header.length + 8 + trackHeader.length + baseTime.length + runLength;
  const run = fullBox('trun', 1, TRUN_FLAGS, u32(samples.length, moofLength + 8), table);
  return box('moof', header, box('traf', trackHeader, baseTime, run));
}
