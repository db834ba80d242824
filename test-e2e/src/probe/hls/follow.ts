import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError, DubbingError, sleep } from '@dubbing/common';
import { fetchBytes } from './fetch.js';
import type { CapturedSegment, FollowedPlaylist } from './hls-capture.js';
import { PlaylistWatch } from './playlist-watch.js';
import { parseMedia, type MediaPlaylist, type Segment } from './playlist.js';

/** A player begins this many target durations before the end of a live playlist (RFC 8216, 6.3.3). */
const FROM_END = 3;

/**
 * Follows a playlist as a player does: one that has ended is read whole, a live one from near its end until so many
 * seconds of media have come.
 */
export async function followPlaylist(
  name: string,
  address: string,
  folder: string,
  { seconds, signal }: { seconds: number; signal: AbortSignal },
): Promise<FollowedPlaylist> {
  const load = async (): Promise<MediaPlaylist> => parseMedia((await fetchBytes(address, signal)).toString('utf8'));
  let playlist = await load();
  const watch = new PlaylistWatch(name, playlist);
  const saved = new SavedSegments(name, folder);
  const isLive = !playlist.isEnded;
  let next = isLive ? startOf(playlist) : playlist.sequence;
  let capturedMs = 0;
  for (;;) {
    for (const segment of playlist.segments.filter(({ sequence }) => sequence >= next)) {
      if (isLive && capturedMs >= seconds * 1000) break;
      try {
        await saved.add(segment, await bytesOf(segment, address, signal), () => mapOf(segment, address, signal));
      } catch (error) {
        if (signal.aborted || !(error instanceof DubbingError)) throw error;
        watch.missing(segment, describeError(error));
      }
      capturedMs += segment.durationMs;
      next = segment.sequence + 1;
    }
    if (playlist.isEnded || capturedMs >= seconds * 1000) break;
    if (watch.isStale()) break;
    // A player reloads after the target duration, and after half of it when nothing was new (RFC 8216, 6.3.4).
    await sleep(playlist.targetDurationMs / 2, signal);
    try {
      playlist = await load();
      watch.reloaded(playlist);
    } catch (error) {
      // A player tries again as well; when nothing comes for long the playlist counts as stale.
      if (signal.aborted || !(error instanceof DubbingError)) throw error;
    }
  }
  return {
    name,
    targetDurationMs: playlist.targetDurationMs,
    segments: saved.segments,
    files: saved.files,
    isLive,
    faults: watch.faults,
  };
}

function startOf({ segments, targetDurationMs, sequence }: MediaPlaylist): number {
  let lengthMs = 0;
  for (const segment of [...segments].reverse()) {
    lengthMs += segment.durationMs;
    // Segments of sound end with a frame, a little before or after the target: half of one more is no reason to begin earlier.
    if (lengthMs >= (FROM_END - 0.5) * targetDurationMs) return segment.sequence;
  }
  return sequence;
}

const bytesOf = (segment: Segment, base: string, signal: AbortSignal): Promise<Buffer> =>
  fetchBytes(new URL(segment.uri, base).href, signal, segment.range);

async function mapOf({ map }: Segment, base: string, signal: AbortSignal): Promise<Buffer | undefined> {
  return map === undefined ? undefined : fetchBytes(new URL(map, base).href, signal);
}

/** Writes segments one behind the other, into a new file at every discontinuity and every change of the initialisation. */
class SavedSegments {
  readonly segments: CapturedSegment[] = [];
  readonly files: string[] = [];
  #map: string | undefined;
  #length = 0;

  constructor(
    private readonly name: string,
    private readonly folder: string,
  ) {}

  async add(segment: Segment, bytes: Buffer, map: () => Promise<Buffer | undefined>): Promise<void> {
    const isNew = this.files.length === 0 || segment.isDiscontinuity || segment.map !== this.#map;
    if (isNew) {
      const initialisation = (await map()) ?? Buffer.alloc(0);
      const extension = segment.map === undefined ? (/\.(\w+)(?:$|\?)/.exec(segment.uri)?.[1] ?? 'ts') : 'mp4';
      const safeName = this.name.replace(/[^\w-]/g, '_');
      this.files.push(join(this.folder, `${safeName}-${this.files.length}.${extension}`));
      this.#map = segment.map;
      this.#length = 0;
      await this.#append(initialisation);
    }
    const position = this.#length;
    await this.#append(bytes);
    const { sequence, durationMs, isDiscontinuity } = segment;
    this.segments.push({ sequence, durationMs, isDiscontinuity, part: this.files.length - 1, position });
  }

  async #append(bytes: Buffer): Promise<void> {
    const file = await open(this.files.at(-1) ?? '', 'a');
    try {
      await file.write(bytes);
    } finally {
      await file.close();
    }
    this.#length += bytes.length;
  }
}
