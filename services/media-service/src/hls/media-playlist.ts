/** One segment as a playlist lists it. */
export interface PlaylistSegment {
  sequence: number;
  uri: string;
  durationMs: number;
  /** Wall-clock time of the segment's start, in milliseconds since 1970. */
  startEpochMs: number;
  discontinuity: boolean;
  /** There is no file for this interval: players skip it (EXT-X-GAP). */
  gap: boolean;
  /** Undefined for WebVTT, which has no initialisation segment. */
  initUri?: string;
}

export interface MediaPlaylist {
  targetDurationS: number;
  /** Sequence number of the first segment, or of the next one where none is listed. */
  mediaSequence: number;
  /** Discontinuities that have left the window (EXT-X-DISCONTINUITY-SEQUENCE). */
  discontinuitySequence: number;
  /** Whether nothing is ever taken off the list (EXT-X-PLAYLIST-TYPE:EVENT). */
  isEvent: boolean;
  /** Whether each segment can be decoded by itself (EXT-X-INDEPENDENT-SEGMENTS). */
  independent: boolean;
  segments: readonly PlaylistSegment[];
  ended: boolean;
}

/** What a segment adds to its playlist, EXT-X-MAP apart: in a list that grows for hours it is rendered once. */
const rendered = new WeakMap<PlaylistSegment, string>();

/** Renders a media playlist (RFC 8216 §4.3.3). Fragmented MP4 needs version 6, gaps 8. */
export function renderMediaPlaylist(playlist: MediaPlaylist): string {
  const { segments } = playlist;
  const version = segments.some((segment) => segment.gap) ? 8 : 7;
  const lines = ['#EXTM3U', `#EXT-X-VERSION:${version}`, `#EXT-X-TARGETDURATION:${playlist.targetDurationS}`];
  lines.push(`#EXT-X-MEDIA-SEQUENCE:${playlist.mediaSequence}`);
  if (playlist.discontinuitySequence > 0) {
    lines.push(`#EXT-X-DISCONTINUITY-SEQUENCE:${playlist.discontinuitySequence}`);
  }
  if (playlist.isEvent) lines.push('#EXT-X-PLAYLIST-TYPE:EVENT');
  if (playlist.independent) lines.push('#EXT-X-INDEPENDENT-SEGMENTS');
  let initUri: string | undefined;
  for (const segment of segments) {
    if (segment.discontinuity) lines.push('#EXT-X-DISCONTINUITY');
    if (segment.initUri !== undefined && segment.initUri !== initUri) {
      initUri = segment.initUri;
      lines.push(`#EXT-X-MAP:URI="${initUri}"`);
    }
    let text = rendered.get(segment);
    if (text === undefined) rendered.set(segment, (text = renderSegment(segment)));
    lines.push(text);
  }
  if (playlist.ended) lines.push('#EXT-X-ENDLIST');
  return `${lines.join('\n')}\n`;
}

function renderSegment({ startEpochMs, gap, durationMs, uri }: PlaylistSegment): string {
  const lines = [`#EXT-X-PROGRAM-DATE-TIME:${new Date(startEpochMs).toISOString()}`];
  if (gap) lines.push('#EXT-X-GAP');
  lines.push(`#EXTINF:${(durationMs / 1000).toFixed(5)},`, uri);
  return lines.join('\n');
}

/** Reads back what `renderMediaPlaylist` wrote. Answers undefined for anything else. */
export function parseMediaPlaylist(text: string): MediaPlaylist | undefined {
  if (!text.startsWith('#EXTM3U')) return undefined;
  const playlist = {
    targetDurationS: numberOf(text, 'EXT-X-TARGETDURATION'),
    mediaSequence: numberOf(text, 'EXT-X-MEDIA-SEQUENCE'),
    discontinuitySequence: numberOf(text, 'EXT-X-DISCONTINUITY-SEQUENCE'),
    isEvent: text.includes('#EXT-X-PLAYLIST-TYPE:EVENT\n'),
    independent: text.includes('#EXT-X-INDEPENDENT-SEGMENTS\n'),
    ended: text.includes('#EXT-X-ENDLIST\n'),
  };
  if (playlist.targetDurationS === 0) return undefined;
  const segments: PlaylistSegment[] = [];
  const blank = { durationMs: 0, startEpochMs: 0, discontinuity: false, gap: false };
  let next = { ...blank };
  let initUri: string | undefined;
  for (const line of text.split('\n')) {
    const value = line.slice(line.indexOf(':') + 1);
    if (line === '#EXT-X-DISCONTINUITY') next.discontinuity = true;
    else if (line === '#EXT-X-GAP') next.gap = true;
    else if (line.startsWith('#EXT-X-MAP:')) initUri = value.split('"')[1];
    else if (line.startsWith('#EXT-X-PROGRAM-DATE-TIME:')) next.startEpochMs = Date.parse(value);
    else if (line.startsWith('#EXTINF:')) next.durationMs = Math.round(Number.parseFloat(value) * 100_000) / 100;
    else if (line !== '' && !line.startsWith('#')) {
      const sequence = playlist.mediaSequence + segments.length;
      segments.push({ sequence, uri: line, ...next, ...(initUri === undefined ? {} : { initUri }) });
      next = { ...blank };
    }
  }
  return { ...playlist, segments };
}

function numberOf(text: string, tag: string): number {
  return Number(new RegExp(`^#${tag}:(\\d+)`, 'm').exec(text)?.[1] ?? 0);
}
