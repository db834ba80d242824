/** One segment as a playlist lists it. */
export interface PlaylistSegment {
  sequence: number;
  uri: string;
  durationMs: number;
  /** Wall-clock time of the segment's start, in milliseconds since 1970. */
  startEpochMs: number;
  discontinuity: boolean;
  /** Nothing was produced for this interval: players skip it (EXT-X-GAP). */
  gap: boolean;
  /** Undefined for WebVTT, which has no initialisation segment. */
  initUri?: string;
  startsWithKeyFrame: boolean;
}

export interface MediaPlaylist {
  targetDurationS: number;
  /** Discontinuities that have left the window (EXT-X-DISCONTINUITY-SEQUENCE). */
  discontinuitySequence: number;
  segments: readonly PlaylistSegment[];
  ended: boolean;
}

/** Renders a rolling media playlist (RFC 8216 §4.3.3). Fragmented MP4 needs version 6, gaps 8. */
export function renderMediaPlaylist(playlist: MediaPlaylist): string {
  const { segments } = playlist;
  const version = segments.some((segment) => segment.gap) ? 8 : 7;
  const lines = ['#EXTM3U', `#EXT-X-VERSION:${version}`, `#EXT-X-TARGETDURATION:${playlist.targetDurationS}`];
  lines.push(`#EXT-X-MEDIA-SEQUENCE:${segments[0]?.sequence ?? 0}`);
  if (playlist.discontinuitySequence > 0) {
    lines.push(`#EXT-X-DISCONTINUITY-SEQUENCE:${playlist.discontinuitySequence}`);
  }
  if (segments.every((segment) => segment.startsWithKeyFrame)) lines.push('#EXT-X-INDEPENDENT-SEGMENTS');
  let initUri: string | undefined;
  for (const segment of segments) {
    if (segment.discontinuity) lines.push('#EXT-X-DISCONTINUITY');
    if (segment.initUri !== undefined && segment.initUri !== initUri) {
      initUri = segment.initUri;
      lines.push(`#EXT-X-MAP:URI="${initUri}"`);
    }
    lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.startEpochMs).toISOString()}`);
    if (segment.gap) lines.push('#EXT-X-GAP');
    lines.push(`#EXTINF:${(segment.durationMs / 1000).toFixed(5)},`, segment.uri);
  }
  if (playlist.ended) lines.push('#EXT-X-ENDLIST');
  return `${lines.join('\n')}\n`;
}
