import { Deferred, toDubbingError, type DubbingError } from '@dubbing/common';

import { errorCodes } from '../../errors.js';
import type { AudioUnit, VideoConfig, VideoUnit } from '../../media/units.js';
import { untilStuck } from '../../media/until-stuck.js';
import { Interleaver } from '../interleaver.js';
import type { Session, SessionOptions } from '../session.js';
import { audioFrame, audioHeader, metadata, videoFrame, videoHeader } from './flv-body.js';
import { MEDIA_MESSAGE, openPublication, type Publication } from './publication.js';
import type { RtmpAddress } from './url.js';

/** A hung server must not keep a stream from ending: one that takes nothing for this long is left. */
const STUCK_MS = 3000;

interface Outgoing {
  readonly type: number;
  readonly timestampMs: number;
  readonly payload: Buffer;
}

export interface RtmpSessionOptions extends SessionOptions {
  readonly address: RtmpAddress;
  readonly ca?: string | undefined;
}

/**
 * One connection of an RTMP output. It starts at a key frame, and that frame's decoding time becomes zero: every
 * timestamp that leaves is the programme's less this one constant, rounded to RTMP's milliseconds.
 */
export class RtmpSession implements Session {
  readonly #options: RtmpSessionOptions;
  readonly #abort = new AbortController();
  readonly #opened = new Deferred<void>();
  readonly #ended = new Deferred<DubbingError | undefined>();
  readonly #inOrder = new Interleaver<Outgoing>((message) => this.#send(message));
  #video: VideoConfig | undefined;
  /** A configuration that the next picture is the first of. */
  #configDue: boolean;
  #publication: Publication | undefined;
  #opening: Outgoing[] = [];
  #openingBytes = 0;
  #zeroNs: bigint | undefined;

  constructor(options: RtmpSessionOptions) {
    this.#options = options;
    this.#video = options.video;
    this.#configDue = options.video !== undefined;
    void this.#run();
  }

  get ended(): Promise<DubbingError | undefined> {
    return this.#ended.promise;
  }

  get live(): boolean {
    return this.#publication !== undefined;
  }

  get zeroPtsNs(): bigint | undefined {
    return this.#zeroNs;
  }

  get waitingBytes(): number {
    return this.#openingBytes + (this.#publication?.waitingBytes ?? 0);
  }

  get takenBytes(): number {
    return this.#publication?.takenBytes ?? 0;
  }

  setVideoConfig(config: VideoConfig): void {
    this.#video = config;
    this.#configDue = true;
  }

  pushVideo(unit: VideoUnit): boolean {
    if (unit.keyFrame && this.#mayStart()) this.#zeroNs ??= unit.dtsNs;
    const zeroNs = this.#zeroNs;
    if (zeroNs === undefined || this.#video === undefined) return false;
    const timestampMs = toMs(unit.dtsNs - zeroNs);
    if (this.#configDue) {
      this.#configDue = false;
      this.#inOrder.push('video', unit.dtsNs, {
        type: MEDIA_MESSAGE.video,
        timestampMs,
        payload: videoHeader(this.#video),
      });
    }
    // The offset is the difference of two rounded times, so that the presentation time is off by no more than one rounding.
    const payload = videoFrame(unit, toMs(unit.ptsNs - zeroNs) - timestampMs);
    this.#inOrder.push('video', unit.dtsNs, { type: MEDIA_MESSAGE.video, timestampMs, payload });
    return true;
  }

  pushAudio(unit: AudioUnit): boolean {
    if (this.#video === undefined && this.#mayStart()) this.#zeroNs ??= unit.ptsNs;
    const zeroNs = this.#zeroNs;
    if (zeroNs === undefined || unit.ptsNs < zeroNs) return false;
    const message = {
      type: MEDIA_MESSAGE.audio,
      timestampMs: toMs(unit.ptsNs - zeroNs),
      payload: audioFrame(unit.data),
    };
    // Nothing is to be waited for where there is sound alone.
    if (this.#video === undefined) this.#send(message);
    else this.#inOrder.push('audio', unit.ptsNs, message);
    return true;
  }

  async finish(): Promise<void> {
    const moved = (): number => this.waitingBytes + (this.live ? 1 : 0);
    if (await untilStuck(this.#opened.promise, moved, STUCK_MS)) {
      this.#inOrder.flush();
      await this.#publication?.end(STUCK_MS);
    }
    this.stop();
  }

  stop(): void {
    this.#ended.resolve(undefined);
    this.#abort.abort();
    this.#publication?.destroy();
    this.#opening = [];
    this.#openingBytes = 0;
  }

  async #run(): Promise<void> {
    const { address, ca } = this.#options;
    try {
      const publication = await openPublication(address, { ca, signal: this.#abort.signal });
      this.#begin(publication);
      this.#ended.resolve(await publication.over);
      publication.destroy();
    } catch (error) {
      this.#ended.resolve(toDubbingError(error, errorCodes.OUTPUT_FAILED));
    } finally {
      this.#opened.resolve();
    }
  }

  #begin(publication: Publication): void {
    this.#publication = publication;
    publication.send(MEDIA_MESSAGE.data, 0, metadata(this.#video));
    publication.send(MEDIA_MESSAGE.audio, 0, audioHeader());
    for (const message of this.#opening) this.#send(message);
    this.#opening = [];
    this.#openingBytes = 0;
    this.#opened.resolve();
  }

  #mayStart(): boolean {
    return this.#options.keepsOpening || this.live;
  }

  #send(message: Outgoing): void {
    if (this.#publication !== undefined) {
      this.#publication.send(message.type, message.timestampMs, message.payload);
      return;
    }
    this.#opening.push(message);
    this.#openingBytes += message.payload.length;
  }
}

/** Nearest millisecond of a time that is zero or more. */
function toMs(timeNs: bigint): number {
  return Number((timeNs + 500_000n) / 1_000_000n);
}
