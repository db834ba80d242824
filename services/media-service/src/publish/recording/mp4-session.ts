import type { DubbingError } from '@dubbing/common';

import { withParameterSets } from '../../media/parameter-sets.js';
import type { AudioUnit, VideoConfig, VideoUnit } from '../../media/units.js';
import { movieDuration, recordingHead, type RecordingHead } from '../../mp4/recording.js';
import { Interleaver } from '../interleaver.js';
import type { Session, SessionOptions } from '../session.js';
import { Fragments, type TimedSample } from './fragments.js';
import { recordingLeadNs } from './lead.js';
import { PartWriter, type PartWriterOptions } from './part-writer.js';

export interface Mp4SessionOptions extends SessionOptions, PartWriterOptions {}

type Timed = TimedSample & { readonly track: 'video' | 'audio' };

/**
 * One part of an MP4 recording, in fragments, so that what is cut off can be played. It starts at a key frame, and that frame's
 * decoding time becomes zero; every other time is written as it is, the beginning of the sound too.
 */
export class Mp4Session implements Session {
  readonly #options: Mp4SessionOptions;
  readonly #file: PartWriter;
  readonly #head: RecordingHead;
  readonly #fragments: Fragments;
  readonly #inOrder: Interleaver<Timed>;
  #zeroNs: bigint | undefined;
  /** The head describes the picture once; what comes later goes with each key frame. */
  #laterConfig: VideoConfig | undefined;

  constructor(options: Mp4SessionOptions) {
    this.#options = options;
    const { video } = options;
    const leadNs = recordingLeadNs(options.overwrites);
    this.#inOrder = new Interleaver((unit) => this.#fragments.push(unit.track, unit), leadNs);
    this.#head = recordingHead(video);
    this.#fragments = new Fragments(video !== undefined, this.#head.bytes.length, (parts) => this.#file.append(parts));
    this.#file = new PartWriter(options);
    this.#file.append([this.#head.bytes]);
  }

  get ended(): Promise<DubbingError | undefined> {
    return this.#file.ended;
  }

  get live(): boolean {
    return this.#file.isOpen;
  }

  get zeroPtsNs(): bigint | undefined {
    return this.#zeroNs;
  }

  get part(): number {
    return this.#file.part;
  }

  get waitingBytes(): number {
    return this.#file.waitingBytes;
  }

  get takenBytes(): number {
    return this.#file.takenBytes;
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
    this.#file.append([this.#fragments.index]);
    await this.#file.finish((file) => file.patch(movieDuration(this.#fragments.duration), this.#head.durationAt));
  }

  stop(): void {
    this.#file.stop();
  }

  #mayStart(): boolean {
    return this.#options.keepsOpening || this.live;
  }
}
