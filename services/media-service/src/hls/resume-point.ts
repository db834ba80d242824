import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseMediaPlaylist, type MediaPlaylist, type PlaylistSegment } from './media-playlist.js';

/** Where a packager that takes over a folder must go on, so that players never see numbers run backwards. */
export interface ResumePoint {
  /** The next media sequence number, of all renditions. */
  sequence: number;
  /** Discontinuities up to there, of all renditions. */
  discontinuities: number;
  /** Whether the programme had been ended: what follows is another one under the same name. */
  ended: boolean;
  targetDurationS: number;
  /**
   * The playlists that were left, by the names of their folders, all brought to the same end: what one rendition lacks because
   * the packager died between two of them is a gap there.
   */
  playlists: ReadonlyMap<string, MediaPlaylist>;
}

/** Makes the stream's folder and reads the playlists that an earlier packager left there, if any. */
export async function readResumePoint(directory: string): Promise<ResumePoint | undefined> {
  await mkdir(directory, { recursive: true });
  const found = new Map<string, MediaPlaylist>();
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const text = await readFile(join(directory, entry.name, 'index.m3u8'), 'utf8').catch(() => '');
    const playlist = parseMediaPlaylist(text);
    if (playlist !== undefined) found.set(entry.name, playlist);
  }
  const longest = [...found.values()].reduce<MediaPlaylist | undefined>(
    (most, each) => (most === undefined || endOf(each) > endOf(most) ? each : most),
    undefined,
  );
  if (longest === undefined) return undefined;
  return {
    sequence: endOf(longest),
    discontinuities: longest.discontinuitySequence + longest.segments.filter((each) => each.discontinuity).length,
    ended: [...found.values()].every((each) => each.ended),
    targetDurationS: longest.targetDurationS,
    playlists: new Map([...found].map(([name, playlist]) => [name, completed(playlist, longest)])),
  };
}

/** The sequence number after the last segment. */
function endOf({ mediaSequence, segments }: MediaPlaylist): number {
  return mediaSequence + segments.length;
}

function completed(playlist: MediaPlaylist, longest: MediaPlaylist): MediaPlaylist {
  const initUri = playlist.segments.at(-1)?.initUri;
  const missing = longest.segments.filter(({ sequence }) => sequence >= endOf(playlist));
  const gaps = missing.map(({ sequence, durationMs, startEpochMs, discontinuity }): PlaylistSegment => {
    const name = { sequence, uri: `gap-${sequence}`, durationMs, startEpochMs, discontinuity, gap: true };
    return initUri === undefined ? name : { ...name, initUri };
  });
  if (endOf(playlist) >= longest.mediaSequence) return { ...playlist, segments: [...playlist.segments, ...gaps] };
  // It had fallen behind by a whole window: nothing of it is listed any more.
  const { mediaSequence, discontinuitySequence } = longest;
  return { ...playlist, mediaSequence, discontinuitySequence, segments: gaps };
}
