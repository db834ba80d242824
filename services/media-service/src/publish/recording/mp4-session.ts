import { Deferred, toDubbingError, type DubbingError } from '@dubbing/common';

import { errorCodes } from '../../errors.js';
import { withParameterSets } from '../../media/parameter-sets.js';
import type { AudioUnit, VideoConfig, VideoUnit } from '../../media/units.js';
import { untilStuck } from '../../media/until-stuck.js';
import { movieDuration, recordingHead, type RecordingHead } from '../../mp4/recording.js';
import { Interleaver } from '../interleaver.js';
import type { Session, SessionOptions } from '../session.js';
import { beginPart } from './begin-part.js';
import { Fragments, type TimedSample } from './fragments.js';
import { PartFile } from './part-file.js';
import { partName } from './part-name.js';

/** A hung disk must not keep a stream from ending: one that takes nothing for this long is left. */
const STUCK_MS = 3000;

export interface Mp4SessionOptions extends SessionOptions {
  readonly path: string;
  /** Whether a file that is there is written over. Otherwise the next free part is taken. */
  readonly overwrites: boolean;
}

/** Where a file is dubbed as fast as it goes, the sound comes seconds after its pictures; players want both side by side. */
const MAX_LEAD_NS = 5_000_000_000n;

type Timed = TimedSample & { readonly track: 'video' | 'audio' };

/**
 * One part of an MP4 recording, in fragments, so that what is cut off can be played. It starts at a key frame, and that frame's
 * decoding time becomes zero; every other time is written as it is, the beginning of the sound too.
 */
export class Mp4Session implements Session {
  readonly #options: Mp4SessionOptions;
  readonly #opened = new Deferred<void>();
  readonly #ended = new Deferred<DubbingError | undefined>();
  readonly #head: RecordingHead;
  readonly #fragments: Fragments;
  readonly #inOrder = new Interleaver<Timed>((unit) => this.#fragments.push(unit.track, unit), MAX_LEAD_NS);
  #part = 1;
  #file: PartFile | undefined;
  #opening: (readonly Buffer[])[] = [];
  #zeroNs: bigint | undefined;
  /** The head describes the picture once; what comes later goes with each key frame. */
  #laterConfig: VideoConfig | undefined;
  #stopped = false;

  constructor(options: Mp4SessionOptions) {
    this.#options = options;
    const { video } = options;
    this.#head = recordingHead(video);
    this.#fragments = new Fragments(video !== undefined, this.#head.bytes.length, (parts) => this.#append(parts));
    this.#append([this.#head.bytes]);
    void this.#run();
  }

  get ended(): Promise<DubbingError | undefined> {
    return this.#ended.promise;
  }

  get live(): boolean {
    return this.#file !== undefined;
  }

  get zeroPtsNs(): bigint | undefined {
    return this.#zeroNs;
  }

  get part(): number {
    return this.#part;
  }

  get waitingBytes(): number {
    const opening = this.#opening.flat().reduce((sum, part) => sum + part.length, 0);
    return opening + (this.#file?.waitingBytes ?? 0);
  }

  get takenBytes(): number {
    return this.#file?.writtenBytes ?? 0;
  }

  setVideoConfig(config: VideoConfig): void {
    this.#laterConfig = config;
  }

  pushVideo({ ptsNs, dtsNs, durationNs, keyFrame, data }: VideoUnit): boolean {
    if (keyFrame && this.#mayStart()) this.#zeroNs ??= dtsNs;
    const zeroNs = this.#zeroNs;
    if (this.#options.video === undefined || zeroNs === undefined) return false;
    const withSets = keyFrame && this.#laterConfig !== undefined ? withParameterSets(this.#laterConfig, data) : data;
    const times = { ptsNs: ptsNs - zeroNs, dtsNs: dtsNs - zeroNs, durationNs };
    this.#inOrder.push('video', times.dtsNs, { track: 'video', ...times, keyFrame, data: withSets });
    return true;
  }

  pushAudio({ ptsNs, durationNs, data }: AudioUnit): boolean {
    if (this.#options.video === undefined && this.#mayStart()) this.#zeroNs ??= ptsNs;
    const zeroNs = this.#zeroNs;
    if (zeroNs === undefined || ptsNs < zeroNs) return false;
    const timeNs = ptsNs - zeroNs;
    const unit: Timed = { track: 'audio', ptsNs: timeNs, dtsNs: timeNs, durationNs, keyFrame: true, data };
    // Nothing is to be waited for where there is sound alone.
    if (this.#options.video === undefined) this.#fragments.push('audio', unit);
    else this.#inOrder.push('audio', timeNs, unit);
    return true;
  }

  async finish(): Promise<void> {
    this.#inOrder.flush();
    this.#fragments.flush();
    this.#append([this.#fragments.index]);
    const written = this.#opened.promise.then(() => this.#complete());
    await untilStuck(written, () => this.waitingBytes, STUCK_MS);
    this.stop();
  }

  stop(): void {
    this.#ended.resolve(undefined);
    this.#opening = [];
    if (this.#stopped) return;
    this.#stopped = true;
    this.#close();
  }

  async #run(): Promise<void> {
    const { path, overwrites } = this.#options;
    try {
      if (!overwrites) this.#part = await beginPart(path);
      const file = await PartFile.open(partName(path, this.#part));
      this.#file = file;
      void file.failed.then((error) => this.#ended.resolve(error));
      for (const parts of this.#opening) file.append(parts);
      this.#opening = [];
      if (this.#stopped) this.#close();
    } catch (error) {
      this.#ended.resolve(toDubbingError(error, errorCodes.OUTPUT_FAILED));
    } finally {
      this.#opened.resolve();
    }
  }

  async #complete(): Promise<void> {
    const file = this.#file;
    file?.patch(movieDuration(this.#fragments.duration), this.#head.durationAt);
    await file?.settled();
  }

  #append(parts: readonly Buffer[]): void {
    if (this.#file === undefined) this.#opening.push(parts);
    else this.#file.append(parts);
  }

  #mayStart(): boolean {
    return this.#options.keepsOpening || this.live;
  }

  #close(): void {
    const file = this.#file;
    this.#file = undefined;
    file?.close().catch((error: unknown) => this.#ended.resolve(toDubbingError(error, errorCodes.OUTPUT_FAILED)));
  }
}
