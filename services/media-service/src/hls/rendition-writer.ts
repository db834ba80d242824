import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile, writeParts } from './atomic-file.js';
import { renderMediaPlaylist, type PlaylistSegment } from './media-playlist.js';
import type { FinishedSegment } from './segment.js';

/** Segments that may wait for the disk before new ones are given up. */
const MAX_WAITING = 8;

export interface RenditionWriterOptions {
  /** Folder of this rendition; made if it is missing. */
  directory: string;
  /** Prefix of this session's file names: no name is ever used twice, so players may cache segments for good. */
  session: string;
  extension: 'm4s' | 'vtt';
  windowMs: number;
  discontinuitySequence: number;
  /** Wall-clock time of a programme time, in milliseconds since 1970. */
  epochMs(ptsNs: bigint): number;
  targetDurationS(): number;
  onWritten(segment: FinishedSegment): void;
  onError(error: unknown): void;
}

/** Writes one rendition's segments and its rolling playlist, in order, and deletes what has left the window. */
export class RenditionWriter {
  readonly #options: RenditionWriterOptions;
  readonly #listed: PlaylistSegment[] = [];
  readonly #leaving: PlaylistSegment[] = [];
  #staleFiles: string[] = [];
  #discontinuitySequence: number;
  #initUri: string | undefined;
  #waiting = 0;
  #dropped = 0;
  #tail: Promise<void> = Promise.resolve();

  constructor(options: RenditionWriterOptions) {
    this.#options = options;
    this.#discontinuitySequence = options.discontinuitySequence;
    this.#tail = this.#guard(() => this.#prepare());
  }

  /** Segments given up because the disk did not keep up; each is listed as a gap. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Writes an initialisation segment and uses it from the next segment on. Answers its name. */
  init(name: string, data: Buffer): string {
    const uri = `${this.#options.session}-${name}.mp4`;
    this.#initUri = uri;
    this.#tail = this.#guard(() => writeParts(join(this.#options.directory, uri), [data]));
    return uri;
  }

  append(segment: FinishedSegment): void {
    const initUri = segment.interval.videoInitUri ?? this.#initUri;
    const full = this.#waiting >= MAX_WAITING;
    if (full) this.#dropped += 1;
    const written = full ? { ...segment, body: [], byteLength: 0 } : segment;
    this.#waiting += 1;
    this.#tail = this.#guard(async () => {
      this.#waiting -= 1;
      await this.#write(written, initUri);
      this.#options.onWritten(written);
    });
  }

  /** Waits for everything, then marks the playlist as ended. */
  async finish(): Promise<void> {
    this.#tail = this.#guard(() => this.#publish(true));
    await this.#tail;
  }

  async #prepare(): Promise<void> {
    await mkdir(this.#options.directory, { recursive: true });
    const files = await readdir(this.#options.directory);
    this.#staleFiles = files.filter((file) => !file.startsWith(`${this.#options.session}-`) && !file.endsWith('.m3u8'));
  }

  async #write(segment: FinishedSegment, initUri: string | undefined): Promise<void> {
    const { interval } = segment;
    const uri = `${this.#options.session}-${interval.sequence}.${this.#options.extension}`;
    if (segment.body.length > 0) await writeParts(join(this.#options.directory, uri), segment.body);
    this.#listed.push({
      sequence: interval.sequence,
      uri,
      durationMs: segment.durationMs,
      startEpochMs: this.#options.epochMs(interval.startPtsNs),
      discontinuity: interval.discontinuity,
      gap: segment.body.length === 0,
      startsWithKeyFrame: segment.startsWithKeyFrame,
      ...(initUri === undefined ? {} : { initUri }),
    });
    this.#roll();
    await this.#publish(false);
    await this.#deleteOld();
  }

  #roll(): void {
    let lengthMs = this.#listed.reduce((sum, segment) => sum + segment.durationMs, 0);
    for (;;) {
      const oldest = this.#listed[0];
      if (oldest === undefined || lengthMs - oldest.durationMs < this.#options.windowMs) return;
      lengthMs -= oldest.durationMs;
      if (oldest.discontinuity) this.#discontinuitySequence += 1;
      this.#leaving.push(oldest);
      this.#listed.shift();
    }
  }

  async #publish(ended: boolean): Promise<void> {
    if (this.#listed.length === 0) return;
    const text = renderMediaPlaylist({
      targetDurationS: this.#options.targetDurationS(),
      discontinuitySequence: this.#discontinuitySequence,
      segments: this.#listed,
      ended,
    });
    await replaceFile(join(this.#options.directory, 'index.m3u8'), text);
  }

  /** A segment stays on disk for one more window after it left the playlist (RFC 8216 §6.2.2). */
  async #deleteOld(): Promise<void> {
    const names = this.#staleFiles.splice(0);
    let lengthMs = this.#leaving.reduce((sum, segment) => sum + segment.durationMs, 0);
    while (lengthMs > this.#options.windowMs) {
      const oldest = this.#leaving.shift();
      if (oldest === undefined) break;
      lengthMs -= oldest.durationMs;
      names.push(oldest.uri);
    }
    for (const name of names) await rm(join(this.#options.directory, name), { force: true });
  }

  /** Runs after everything before it; a failure is told and does not stop what follows. */
  #guard(work: () => Promise<void>): Promise<void> {
    return this.#tail.then(work).catch((error: unknown) => this.#options.onError(error));
  }
}
