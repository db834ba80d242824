import { Deferred, msToNs, samplesToNs } from '@dubbing/common';

import { PCM_FRAME_BYTES, PROGRAMME_FORMAT, type AudioBlock, type VideoUnit } from '../media/units.js';
import { HeldTrack } from './held-track.js';
import { ReleaseClock } from './release-clock.js';
import { systemTicker, type Ticker } from './ticker.js';

export interface DelayLineOptions {
  /** The programme delay D, in milliseconds. */
  readonly delayMs: number;
  /**
   * `source` (default): released smoothly as the source's head moves on. `unpaced`: whatever is older than the head
   * less D goes at once, for files that are dubbed as fast as the engines go.
   */
  readonly pace?: 'source' | 'unpaced';
  /** Decoding order. */
  readonly onVideo: (unit: VideoUnit) => void;
  readonly onAudio: (block: AudioBlock) => void;
  /** After every step that moved: everything before `untilPtsNs` has been released. */
  readonly onRelease?: (untilPtsNs: bigint) => void;
  /** More was held than `maxHeldBytes`; so many units went out before their time. */
  readonly onShed?: (units: number) => void;
  /** Default 256 MiB: 8 s of 50 Mbit/s is a fifth of it. */
  readonly maxHeldBytes?: number;
  readonly ticker?: Ticker;
}

const DEFAULT_MAX_HELD_BYTES = 256 * 1024 * 1024;
/** Without a unit for this long the source counts as stalled. Below it, gaps are the network's jitter. */
const STALL_MS = 1000;
/** A track that is this far behind the other has ended or paused, and holds the other back no longer. */
const TRACK_LOST_NS = 3_000_000_000n;

/** Holds picture and original sound for the programme delay. Nothing in it waits for anything but time. */
export class DelayLine {
  readonly #options: DelayLineOptions;
  readonly #clock: ReleaseClock;
  readonly #ticker: Ticker;
  readonly #video = new HeldTrack<VideoUnit>();
  readonly #audio = new HeldTrack<AudioBlock>();
  readonly #drained = new Deferred<void>();
  #lastPushMs = 0;
  #releasing = false;
  #ended = false;
  #closed = false;
  #stopTicks: (() => void) | undefined;

  constructor(options: DelayLineOptions) {
    this.#options = options;
    this.#clock = new ReleaseClock(msToNs(options.delayMs));
    this.#ticker = options.ticker ?? systemTicker;
  }

  pushVideo(unit: VideoUnit): void {
    this.#video.push(unit, unit.dtsNs, unit.dtsNs + unit.durationNs, unit.data.length);
    this.#onPush();
  }

  pushAudio(block: AudioBlock): void {
    const durationNs = samplesToNs(block.pcm.length / PCM_FRAME_BYTES, PROGRAMME_FORMAT.sampleRateHz);
    this.#audio.push(block, block.ptsNs, block.ptsNs + durationNs, block.pcm.length);
    this.#onPush();
  }

  /** The source is over: what is held goes out, and then `drained` resolves. */
  end(): void {
    this.#ended = true;
    this.#step();
  }

  /** Resolves when everything is out after `end`, or at `close`. */
  get drained(): Promise<void> {
    return this.#drained.promise;
  }

  /** Drops what is held. May be called again. */
  close(): void {
    this.#closed = true;
    this.#stopTicks?.();
    this.#stopTicks = undefined;
    this.#video.clear();
    this.#audio.clear();
    this.#drained.resolve();
  }

  /** How far every track has been received; undefined before the first unit. */
  get headPtsNs(): bigint | undefined {
    const video = this.#video.endNs;
    const audio = this.#audio.endNs;
    if (video === undefined || audio === undefined) return video ?? audio;
    const [behind, ahead] = video < audio ? [video, audio] : [audio, video];
    const lost = this.#ended || (this.#options.pace !== 'unpaced' && ahead - behind > TRACK_LOST_NS);
    return lost ? ahead : behind;
  }

  /** Everything before this has been released. */
  get releasedPtsNs(): bigint | undefined {
    return this.#clock.positionNs;
  }

  get heldMs(): number {
    const { headPtsNs, releasedPtsNs } = this;
    return headPtsNs === undefined || releasedPtsNs === undefined ? 0 : Number(headPtsNs - releasedPtsNs) / 1e6;
  }

  get heldBytes(): number {
    return this.#video.bytes + this.#audio.bytes;
  }

  #onPush(): void {
    if (this.#closed) return;
    this.#lastPushMs = this.#ticker.nowMs();
    if (this.#options.pace === 'unpaced') this.#step();
    else this.#stopTicks ??= this.#ticker.start(() => this.#step());
    if (this.heldBytes > (this.#options.maxHeldBytes ?? DEFAULT_MAX_HELD_BYTES)) this.#shed();
  }

  #step(): void {
    const headNs = this.headPtsNs;
    if (this.#closed) return;
    if (headNs !== undefined) this.#releaseUntil(this.#nextPosition(headNs));
    if (!this.#ended || this.#video.size + this.#audio.size > 0) return;
    this.#stopTicks?.();
    this.#stopTicks = undefined;
    this.#drained.resolve();
  }

  #nextPosition(headNs: bigint): bigint {
    const nowMs = this.#ticker.nowMs();
    if (this.#options.pace === 'unpaced') {
      return this.#ended ? this.#clock.jumpTo(nowMs, headNs) : this.#clock.snap(nowMs, headNs);
    }
    // Until the first release there is nothing to be smooth about, and a server's opening burst may move the goal on.
    if (!this.#releasing && !this.#ended) return this.#clock.snap(nowMs, headNs);
    const delivering = !this.#ended && nowMs - this.#lastPushMs < STALL_MS;
    return this.#clock.advance(nowMs, headNs, delivering);
  }

  /** @returns how many units went out. */
  #releaseUntil(untilNs: bigint): number {
    let units = 0;
    for (;;) {
      const videoNs = this.#video.nextNs;
      const audioNs = this.#audio.nextNs;
      const videoFirst = videoNs !== undefined && (audioNs === undefined || videoNs <= audioNs);
      const next = videoFirst ? videoNs : audioNs;
      if (next === undefined || next > untilNs) break;
      if (videoFirst) this.#options.onVideo(this.#video.shift());
      else this.#options.onAudio(this.#audio.shift());
      units += 1;
    }
    if (units > 0) {
      this.#releasing = true;
      this.#options.onRelease?.(untilNs);
    }
    return units;
  }

  #shed(): void {
    const nextNs = [this.#video.nextNs, this.#audio.nextNs].filter((time) => time !== undefined);
    const oldest = nextNs.reduce((least, time) => (time < least ? time : least));
    const untilNs = this.#clock.jumpTo(this.#ticker.nowMs(), oldest + msToNs(1000));
    this.#options.onShed?.(this.#releaseUntil(untilNs));
  }
}
