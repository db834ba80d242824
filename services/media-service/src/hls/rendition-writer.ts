import { join } from 'node:path';
import { isDiskFull, isDraft, realDisk, type Disk } from './atomic-file.js';
import { renderMediaPlaylist, type MediaPlaylist } from './media-playlist.js';
import { PlaylistWindow } from './playlist-window.js';
import type { FinishedSegment } from './segment.js';

/** A file that holds space for the next playlist: only with a new playlist may segments of the old one be deleted. */
const RESERVE = 'reserve';
const LEAST_RESERVE_BYTES = 4096;

/** Segments that may wait for the disk before new ones are given up. */
const MAX_WAITING = 8;

export interface RenditionWriterOptions {
  /** Folder of this rendition; made if it is missing. */
  directory: string;
  /** Prefix of this session's file names: no name is ever used twice, so players may cache segments for good. */
  session: string;
  extension: 'm4s' | 'vtt';
  /** Undefined: everything is kept. */
  windowMs: number | undefined;
  /** The playlist that an earlier packager left, with which this one goes on. */
  resume: Pick<MediaPlaylist, 'mediaSequence' | 'discontinuitySequence' | 'segments' | 'independent'>;
  /** Wall-clock time of a programme time, in milliseconds since 1970. */
  epochMs(ptsNs: bigint): number;
  targetDurationS(): number;
  /** Default: the real one. */
  disk?: Disk;
  onWritten(segment: FinishedSegment): void;
  onError(error: unknown): void;
}

/**
 * Writes one rendition's segments and its playlist, in order, and deletes what has left the window. What cannot be written
 * is listed as a gap: the playlist never names a file that is not there, and its numbers stay those of the other renditions.
 */
export class RenditionWriter {
  readonly #options: RenditionWriterOptions;
  readonly #disk: Disk;
  readonly #window: PlaylistWindow;
  /** Initialisation segments that are not on disk yet. */
  readonly #inits = new Map<string, Buffer>();
  /** Files of earlier sessions that no playlist names; players may still be at them. */
  #stale: string[] = [];
  #staleForMs = 0;
  #independent: boolean;
  /** First segment of the playlist that is on disk. */
  #publishedFrom: number;
  #hasPublished = false;
  #reservedBytes = 0;
  #initUri: string | undefined;
  #waiting = 0;
  #gaps = 0;
  #tail: Promise<void> = Promise.resolve();

  constructor(options: RenditionWriterOptions) {
    const { windowMs, resume } = options;
    this.#options = options;
    this.#disk = options.disk ?? realDisk;
    this.#window = new PlaylistWindow({ windowMs, ...resume, listed: resume.segments });
    this.#independent = resume.independent;
    this.#publishedFrom = resume.mediaSequence;
    this.#tail = this.#guard(() => this.#prepare());
  }

  /** Segments that could not be written; each is listed as a gap. */
  get gaps(): number {
    return this.#gaps;
  }

  /** Uses an initialisation segment from the next segment on. Answers its name. */
  init(name: string, data: Buffer): string {
    const uri = `${this.#options.session}-${name}.mp4`;
    this.#initUri = uri;
    this.#inits.set(uri, data);
    this.#tail = this.#guard(() => this.#storeInit(uri));
    return uri;
  }

  append(segment: FinishedSegment): void {
    const initUri = segment.interval.videoInitUri ?? this.#initUri;
    const full = this.#waiting >= MAX_WAITING && segment.body.length > 0;
    if (full) this.#gaps += 1;
    const given = full ? { ...segment, body: [], byteLength: 0 } : segment;
    this.#waiting += 1;
    this.#tail = this.#guard(async () => {
      this.#waiting -= 1;
      await this.#write(given, initUri);
      this.#options.onWritten(given);
    });
  }

  /** Resolves when what was given so far is on disk, or has been given up. */
  settled(): Promise<void> {
    return this.#tail;
  }

  /** Waits for everything, then marks the playlist as ended. */
  async finish(): Promise<void> {
    this.#tail = this.#guard(() => this.#publish(true));
    this.#tail = this.#guard(() => this.#remove([RESERVE]));
    await this.#tail;
  }

  /** Drafts go at once: nobody ever saw them. What is not listed any more may still be played for one window. */
  async #prepare(): Promise<void> {
    const { directory, session, windowMs } = this.#options;
    const known = this.#window.names();
    const files = (await this.#disk.list(directory)).filter((name) => !name.startsWith(`${session}-`));
    const unknown = files.filter(
      (name) => !known.has(name) && name !== RESERVE && (isDraft(name) || !name.endsWith('.m3u8')),
    );
    this.#stale = unknown.filter((name) => !isDraft(name));
    this.#staleForMs = windowMs ?? 0;
    await this.#remove(unknown.filter(isDraft));
  }

  async #write(segment: FinishedSegment, initUri: string | undefined): Promise<void> {
    const { interval, body, durationMs, independent } = segment;
    const uri = `${this.#options.session}-${interval.sequence}.${this.#options.extension}`;
    const stored = body.length > 0 && (await this.#store(uri, body, initUri));
    if (body.length > 0 && !stored) this.#gaps += 1;
    if (!independent) this.#independent = false;
    this.#window.add({
      sequence: interval.sequence,
      uri,
      durationMs,
      startEpochMs: this.#options.epochMs(segment.startPtsNs),
      discontinuity: interval.discontinuity,
      gap: !stored,
      ...(initUri === undefined ? {} : { initUri }),
    });
    await this.#publish(false);
    await this.#deleteOld(durationMs);
  }

  async #store(uri: string, body: readonly Buffer[], initUri: string | undefined): Promise<boolean> {
    try {
      if (initUri !== undefined) await this.#storeInit(initUri);
      await this.#withSpace(() => this.#disk.write(join(this.#options.directory, uri), body));
      return true;
    } catch (error) {
      this.#options.onError(error);
      return false;
    }
  }

  async #storeInit(uri: string): Promise<void> {
    const data = this.#inits.get(uri);
    if (data === undefined) return;
    await this.#withSpace(() => this.#disk.write(join(this.#options.directory, uri), [data]));
    this.#inits.delete(uri);
  }

  /** Once told, a promise is not taken back: players are never told again that segments are independent. */
  async #publish(ended: boolean): Promise<void> {
    if (this.#window.size === 0) return;
    const { state } = this.#window;
    const text = renderMediaPlaylist({
      ...state,
      targetDurationS: this.#options.targetDurationS(),
      independent: this.#independent,
      ended,
    });
    const write = () => this.#disk.write(join(this.#options.directory, 'index.m3u8'), [Buffer.from(text)]);
    await this.#withSpace(() => write().catch((error: unknown) => this.#useReserve(error, write)));
    this.#publishedFrom = state.mediaSequence;
    this.#hasPublished = true;
    await this.#reserve(2 * text.length);
  }

  async #useReserve(error: unknown, work: () => Promise<void>): Promise<void> {
    if (!isDiskFull(error) || this.#reservedBytes === 0) throw error;
    this.#reservedBytes = 0;
    await this.#remove([RESERVE]);
    await work();
  }

  /** Where there is no space for it now, there may be after the next playlist. */
  async #reserve(bytes: number): Promise<void> {
    if (this.#reservedBytes >= bytes) return;
    const wanted = Math.max(LEAST_RESERVE_BYTES, 2 * bytes);
    try {
      await this.#disk.write(join(this.#options.directory, RESERVE), [Buffer.alloc(wanted)]);
      this.#reservedBytes = wanted;
    } catch (error) {
      if (!isDiskFull(error)) throw error;
    }
  }

  /** On a full disk what has left the playlist goes before its time. */
  async #withSpace(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // Until the first playlist of this session is there, the one of an ended programme still names its files.
      const stale = this.#hasPublished ? this.#stale : [];
      const names = isDiskFull(error)
        ? [...stale.splice(0), ...this.#window.takeSpare(this.#publishedFrom, 'all')]
        : [];
      if (names.length === 0) throw error;
      await this.#remove(names);
      await work();
    }
  }

  async #deleteOld(durationMs: number): Promise<void> {
    this.#staleForMs -= durationMs;
    const names = this.#window.takeSpare(this.#publishedFrom, 'due');
    if (this.#staleForMs <= 0) names.push(...this.#stale.splice(0));
    await this.#remove(names);
  }

  async #remove(names: readonly string[]): Promise<void> {
    for (const name of names) await this.#disk.remove(join(this.#options.directory, name));
  }

  /** Runs after everything before it; a failure is told and does not stop what follows. */
  #guard(work: () => Promise<void>): Promise<void> {
    return this.#tail.then(work).catch((error: unknown) => this.#options.onError(error));
  }
}
