import { DubbingError } from '@dubbing/common';
import { errorCodes } from '../../errors.js';

/** One way to play the stream. Addresses in playlists are relative to the playlist. */
export interface Variant {
  uri: string;
  bandwidth: number;
  audioGroup: string | undefined;
  subtitlesGroup: string | undefined;
}

export interface Rendition {
  type: string;
  group: string;
  name: string;
  language: string | undefined;
  isDefault: boolean;
  /** Absent when the media is in the variant itself. */
  uri: string | undefined;
}

export interface MasterPlaylist {
  variants: Variant[];
  renditions: Rendition[];
}

export interface Segment {
  uri: string;
  sequence: number;
  durationMs: number;
  /** Address of the initialisation section that it needs. */
  map: string | undefined;
  isDiscontinuity: boolean;
  /** Bytes of the resource, where it is a part of one: [from, to). */
  range: [number, number] | undefined;
}

export interface MediaPlaylist {
  targetDurationMs: number;
  sequence: number;
  discontinuitySequence: number;
  segments: Segment[];
  isEnded: boolean;
  /** VOD, EVENT, or undefined for a window that rolls. */
  type: string | undefined;
}

/** Reads RFC 8216 as far as a player needs it. */
export function isMaster(text: string): boolean {
  return /^#EXT-X-STREAM-INF:/m.test(text);
}

export function parseMaster(text: string): MasterPlaylist {
  const playlist: MasterPlaylist = { variants: [], renditions: [] };
  const lines = linesOf(text);
  lines.forEach((line, index) => {
    const [tag, list] = splitTag(line);
    const attributes = attributesOf(list);
    if (tag === '#EXT-X-MEDIA')
      playlist.renditions.push({
        type: attributes.get('TYPE') ?? '',
        group: attributes.get('GROUP-ID') ?? '',
        name: attributes.get('NAME') ?? '',
        language: attributes.get('LANGUAGE'),
        isDefault: attributes.get('DEFAULT') === 'YES',
        uri: attributes.get('URI'),
      });
    if (tag === '#EXT-X-STREAM-INF')
      playlist.variants.push({
        uri: lines.slice(index + 1).find((next) => !next.startsWith('#')) ?? '',
        bandwidth: Number(attributes.get('BANDWIDTH') ?? 0),
        audioGroup: attributes.get('AUDIO'),
        subtitlesGroup: attributes.get('SUBTITLES'),
      });
  });
  return playlist;
}

/** @throws DubbingError PLAYLIST_INVALID */
export function parseMedia(text: string): MediaPlaylist {
  const tags = new Map(linesOf(text).map((line) => splitTag(line)));
  const target = Number(tags.get('#EXT-X-TARGETDURATION') ?? Number.NaN);
  if (!text.startsWith('#EXTM3U') || !Number.isFinite(target))
    throw new DubbingError(
      errorCodes.PLAYLIST_INVALID,
      'it is no media playlist: #EXTM3U or its target duration is missing',
    );
  const sequence = Number(tags.get('#EXT-X-MEDIA-SEQUENCE') ?? 0);
  return {
    targetDurationMs: target * 1000,
    sequence,
    discontinuitySequence: Number(tags.get('#EXT-X-DISCONTINUITY-SEQUENCE') ?? 0),
    segments: segmentsOf(linesOf(text), sequence),
    isEnded: tags.has('#EXT-X-ENDLIST'),
    type: tags.get('#EXT-X-PLAYLIST-TYPE'),
  };
}

function segmentsOf(lines: readonly string[], first: number): Segment[] {
  const segments: Segment[] = [];
  let [map, durationMs, isDiscontinuity]: [string | undefined, number, boolean] = [undefined, 0, false];
  let range: Segment['range'];
  let nextByte = 0;
  for (const line of lines) {
    const [tag, value] = splitTag(line);
    if (tag === '#EXT-X-MAP') map = attributesOf(value).get('URI');
    else if (tag === '#EXTINF') durationMs = Number.parseFloat(value) * 1000;
    else if (tag === '#EXT-X-DISCONTINUITY') isDiscontinuity = true;
    else if (tag === '#EXT-X-BYTERANGE') {
      const [length = 0, from = nextByte] = value.split('@').map(Number);
      range = [from, from + length];
      nextByte = from + length;
    } else if (!line.startsWith('#')) {
      segments.push({ uri: line, sequence: first + segments.length, durationMs, map, isDiscontinuity, range });
      [durationMs, isDiscontinuity, range] = [0, false, undefined];
    }
  }
  return segments;
}

const linesOf = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

function splitTag(line: string): [string, string] {
  const colon = line.startsWith('#') ? line.indexOf(':') : -1;
  return colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1)];
}

/** `A=1,B="x, y"` */
function attributesOf(list: string): Map<string, string> {
  return new Map(
    [...list.matchAll(/([A-Z0-9-]+)=("[^"]*"|[^,]*)/g)].map(([, name = '', value = '']) => [
      name,
      value.replace(/^"|"$/g, ''),
    ]),
  );
}
