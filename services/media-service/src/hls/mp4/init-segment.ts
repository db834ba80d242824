import { PROGRAMME_FORMAT, type VideoConfig } from '../../media/units.js';
import { box, fullBox, u16, u32, zeros, type Part } from './box.js';
import { mp4aEntry, videoEntry } from './sample-entry.js';

/** Ticks per second of video media time. */
export const VIDEO_TIMESCALE = 90_000;
/** Ticks per second of audio media time: one tick is one sample. */
export const AUDIO_TIMESCALE = PROGRAMME_FORMAT.sampleRateHz;

const TRACK_ID = 1;
const MATRIX = u32(0x00010000, 0, 0, 0, 0x00010000, 0, 0, 0, 0x40000000);

/** The CMAF header of the video track (ISO/IEC 23000-19 §7.3.1). */
export function videoInitSegment(config: VideoConfig): Buffer {
  return initSegment({
    timescale: VIDEO_TIMESCALE,
    handler: 'vide',
    mediaHeader: fullBox('vmhd', 0, 1, zeros(8)),
    sampleEntry: videoEntry(config),
    width: config.width,
    height: config.height,
    volume: 0,
  });
}

/** The CMAF header of one audio rendition. */
export function audioInitSegment(bitrateBps = 128_000): Buffer {
  return initSegment({
    timescale: AUDIO_TIMESCALE,
    handler: 'soun',
    mediaHeader: fullBox('smhd', 0, 0, zeros(4)),
    sampleEntry: mp4aEntry(PROGRAMME_FORMAT.sampleRateHz, PROGRAMME_FORMAT.channels, bitrateBps),
    width: 0,
    height: 0,
    volume: 0x0100,
  });
}

interface Track {
  timescale: number;
  handler: 'vide' | 'soun';
  mediaHeader: Buffer;
  sampleEntry: Buffer;
  width: number;
  height: number;
  volume: number;
}

function initSegment(track: Track): Buffer {
  return Buffer.concat([
    box('ftyp', Buffer.from('iso6', 'latin1'), u32(0), Buffer.from('iso6cmfcmp41', 'latin1')),
    box('moov', movieHeader(), trackBox(track), box('mvex', fullBox('trex', 0, 0, u32(TRACK_ID, 1, 0, 0, 0)))),
  ]);
}

function movieHeader(): Buffer {
  const rest: Part[] = [u32(0x00010000), u16(0x0100), zeros(10), MATRIX, zeros(24), u32(TRACK_ID + 1)];
  return fullBox('mvhd', 0, 0, u32(0, 0, 1000, 0), ...rest);
}

function trackBox(track: Track): Buffer {
  const enabledInMovie = 0x000003;
  const header = fullBox(
    'tkhd',
    0,
    enabledInMovie,
    u32(0, 0, TRACK_ID, 0, 0),
    zeros(8),
    u16(0, 0, track.volume, 0),
    MATRIX,
    u32(track.width * 0x10000, track.height * 0x10000),
  );
  return box('trak', header, mediaBox(track));
}

function mediaBox(track: Track): Buffer {
  const undetermined = u16(0x55c4, 0); // language "und", packed in five-bit letters
  const name = track.handler === 'vide' ? 'video\0' : 'audio\0';
  return box(
    'mdia',
    fullBox('mdhd', 0, 0, u32(0, 0, track.timescale, 0), undetermined),
    fullBox('hdlr', 0, 0, u32(0), Buffer.from(track.handler + '\0'.repeat(12) + name, 'latin1')),
    box(
      'minf',
      track.mediaHeader,
      box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
      box(
        'stbl',
        fullBox('stsd', 0, 0, u32(1), track.sampleEntry),
        fullBox('stts', 0, 0, u32(0)),
        fullBox('stsc', 0, 0, u32(0)),
        fullBox('stsz', 0, 0, u32(0, 0)),
        fullBox('stco', 0, 0, u32(0)),
      ),
    ),
  );
}

/** Kept here so that both kinds of segment agree on it. */
export const SEGMENT_TRACK_ID = TRACK_ID;
