import { Deferred } from '@dubbing/common';

import { nalType, NAL_PPS, NAL_SPS } from '../../media/nal.js';
import type { VideoConfig } from '../../media/units.js';
import type { ElementaryTrack, ElementaryUnit } from '../demux/elementary.js';
import type { FeedTrack } from '../feed-track.js';
import type { Taken } from '../feed.js';
import { AccessUnits } from './access-units.js';
import { AvcParameters } from './avc-parameters.js';
import type { Picture } from './picture.js';

export interface AvcTrackHandlers {
  /** Comes before the first picture that it is for. */
  readonly onConfig: (config: VideoConfig) => void;
  readonly onPicture: (picture: Picture) => Taken;
  /** Taking a picture failed; there are no more. */
  readonly onFault: (error: unknown) => void;
}

type Item = { readonly config: VideoConfig } | { readonly picture: Picture };

/** H.264 of a container that was taken apart here, given on in the same call where nobody holds it back. */
export class AvcTrack implements FeedTrack {
  readonly track: ElementaryTrack;
  readonly #handlers: AvcTrackHandlers;
  readonly #parameters = new AvcParameters();
  /** Of a byte stream; units with lengths are whole pictures. */
  readonly #cutter: AccessUnits | undefined;
  readonly #done = new Deferred<void>();
  #waiting: Item[] = [];
  #waitingBytes = 0;
  #last: { readonly ptsNs: bigint; readonly dtsNs: bigint } | undefined;
  #units = 0;
  #isHeld = true;
  #isEnded = false;

  /**
   * @param record the decoder configuration of units with lengths; undefined for a byte stream.
   * @param after what has to be out before this track's first picture is given.
   * @throws DubbingError H264_INVALID
   */
  constructor(track: ElementaryTrack, record: Buffer | undefined, after: Promise<void>, handlers: AvcTrackHandlers) {
    this.track = track;
    this.#handlers = handlers;
    if (record === undefined) {
      this.#cutter = new AccessUnits(
        (nal) => this.#parameters.see(nal),
        (picture) => this.#onPicture(picture),
      );
    } else this.#parameters.take(record);
    this.#holdUntil(after);
  }

  get done(): Promise<void> {
    return this.#done.promise;
  }

  get units(): number {
    return this.#units;
  }

  levelBytes(): number {
    return this.#waitingBytes;
  }

  push(unit: ElementaryUnit): void {
    if (this.#isEnded) return;
    this.#units += 1;
    if (this.#cutter !== undefined) this.#cutter.push(unit);
    else {
      for (const set of parameterSets(unit.data, this.#parameters.lengthBytes)) this.#parameters.see(set);
      const { ptsNs, dtsNs, data } = unit;
      this.#onPicture({ ptsNs, dtsNs, durationNs: undefined, data });
    }
  }

  end(): void {
    this.#cutter?.end();
    this.#isEnded = true;
    this.#flow();
  }

  stop(): void {
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#isEnded = true;
    this.#done.resolve();
  }

  #onPicture(picture: Picture): void {
    const config = this.#parameters.changed();
    if (config !== undefined) this.#waiting.push({ config });
    this.#waiting.push({ picture: this.#timed(picture) });
    this.#waitingBytes += picture.data.length;
    this.#flow();
  }

  /** A picture without times of its own follows the one before it: several may come at once, with one time for them. */
  #timed(picture: Picture): Picture {
    const last = this.#last;
    const stepNs = this.#parameters.stepNs;
    const ptsNs = picture.ptsNs ?? (last === undefined ? undefined : last.ptsNs + stepNs);
    const dtsNs = picture.dtsNs ?? (picture.ptsNs === undefined && last !== undefined ? last.dtsNs + stepNs : ptsNs);
    if (ptsNs !== undefined && dtsNs !== undefined) this.#last = { ptsNs, dtsNs };
    return { ptsNs, dtsNs, durationNs: picture.durationNs, data: picture.data };
  }

  #flow(): void {
    try {
      while (!this.#isHeld && this.#waiting.length > 0) this.#give(this.#waiting.shift() as Item);
    } catch (error) {
      this.stop();
      this.#handlers.onFault(error);
    }
    if (this.#isEnded && this.#waiting.length === 0) this.#done.resolve();
  }

  #give(item: Item): void {
    if ('config' in item) {
      this.#handlers.onConfig(item.config);
      return;
    }
    this.#waitingBytes -= item.picture.data.length;
    const held = this.#handlers.onPicture(item.picture);
    if (held !== undefined) this.#holdUntil(held);
  }

  #holdUntil(free: Promise<void>): void {
    this.#isHeld = true;
    void free.then(() => {
      this.#isHeld = false;
      this.#flow();
    });
  }
}

/** The parameter sets among the NAL units of an access unit with lengths; one that is damaged has none. */
function parameterSets(data: Buffer, lengthBytes: number): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at + lengthBytes < data.length;) {
    const start = at + lengthBytes;
    const end = start + data.readUIntBE(at, lengthBytes);
    const type = nalType(data.subarray(start, start + 1));
    if (end <= data.length && (type === NAL_SPS || type === NAL_PPS)) found.push(data.subarray(start, end));
    at = end;
  }
  return found;
}
