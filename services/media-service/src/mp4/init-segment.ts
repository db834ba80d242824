import { PROGRAMME_FORMAT, type VideoConfig } from '../media/units.js';
import { box, fullBox, u16, u32, zeros, type Part } from './box.js';
import { mp4aEntry, videoEntry } from './sample-entry.js';

/** Ticks per second of video media time. */
export const VIDEO_TIMESCALE = 90_000;
/** Ticks per second of audio media time: one tick is one sample. */
export const AUDIO_TIMESCALE = PROGRAMME_FORMAT.sampleRateHz;
/** Ticks per second of what is said of the movie as a whole. */
export const MOVIE_TIMESCALE = 1000;

/** Of a file with one track, and of the first of several. */
export const FIRST_TRACK_ID = 1;
const MATRIX = u32(0x00010000, 0, 0, 0, 0x00010000, 0, 0, 0, 0x40000000);

/** The CMAF header of the video track (ISO/IEC 23000-19 §7.3.1). */
export function videoInitSegment(config: VideoConfig): Buffer {
  return initSegment(videoTrack(config));
}

/** The CMAF header of one audio rendition. */
export function audioInitSegment(bitrateBps?: number): Buffer {
  return initSegment(audioTrack(bitrateBps));
}

/** What a movie says of one of its tracks. */
export interface Track {
  readonly timescale: number;
  readonly handler: 'vide' | 'soun';
  readonly mediaHeader: Buffer;
  readonly sampleEntry: Buffer;
  readonly width: number;
  readonly height: number;
  readonly volume: number;
}

export function videoTrack(config: VideoConfig): Track {
  return {
    timescale: VIDEO_TIMESCALE,
    handler: 'vide',
    mediaHeader: fullBox('vmhd', 0, 1, zeros(8)),
    sampleEntry: videoEntry(config),
    width: config.width,
    height: config.height,
    volume: 0,
  };
}

export function audioTrack(bitrateBps = 128_000): Track {
  return {
    timescale: AUDIO_TIMESCALE,
    handler: 'soun',
    mediaHeader: fullBox('smhd', 0, 0, zeros(4)),
    sampleEntry: mp4aEntry(PROGRAMME_FORMAT.sampleRateHz, PROGRAMME_FORMAT.channels, bitrateBps),
    width: 0,
    height: 0,
    volume: 0x0100,
  };
}

function initSegment(track: Track): Buffer {
  return Buffer.concat([fileType('iso6', 'iso6cmfcmp41'), movie([track], [])]);
}

/** @param compatible four letters for each brand */
export function fileType(brand: string, compatible: string): Buffer {
  return box('ftyp', Buffer.from(brand, 'latin1'), u32(0), Buffer.from(compatible, 'latin1'));
}

/**
 * The `moov` of a fragmented movie, whose tracks are numbered from `FIRST_TRACK_ID` on.
 * @param extension boxes that its last box, `mvex`, ends with
 */
export function movie(tracks: readonly Track[], extension: readonly Buffer[]): Buffer {
  const ids = tracks.map((_, index) => FIRST_TRACK_ID + index);
  return box(
    'moov',
    movieHeader(FIRST_TRACK_ID + tracks.length),
    tracks.map((track, index) => trackBox(track, FIRST_TRACK_ID + index)),
    box('mvex', [...ids.map((id) => fullBox('trex', 0, 0, u32(id, 1, 0, 0, 0))), ...extension]),
  );
}

function movieHeader(nextTrackId: number): Buffer {
  const rest: Part[] = [u32(0x00010000), u16(0x0100), zeros(10), MATRIX, zeros(24), u32(nextTrackId)];
  return fullBox('mvhd', 0, 0, u32(0, 0, MOVIE_TIMESCALE, 0), ...rest);
}

function trackBox(track: Track, trackId: number): Buffer {
  const enabledInMovie = 0x000003;
  const header = fullBox(
    'tkhd',
    0,
    enabledInMovie,
    u32(0, 0, trackId, 0, 0),
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
