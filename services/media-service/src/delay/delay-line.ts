import { Deferred, msToNs, samplesToNs } from '@dubbing/common';

import { systemClock, type Clock } from '../media/clock.js';
import { RecentValues } from '../media/percentiles.js';
import { PCM_FRAME_BYTES, PROGRAMME_FORMAT, type AudioBlock, type VideoUnit } from '../media/units.js';
import { HeldTrack } from './held-track.js';
import { ReleaseClock } from './release-clock.js';

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
  /** Default 256 MiB: 8 s of 50 Mbit/s is a fifth of it. */
  readonly maxHeldBytes?: number;
  readonly clock?: Clock;
}

const DEFAULT_MAX_HELD_BYTES = 256 * 1024 * 1024;
/** Without a unit for this long the source counts as stalled. Below it, gaps are the network's jitter. */
const STALL_MS = 1000;
/** A track that is this far behind the other, or that gives nothing for as long as a stall, holds the other back no longer. */
const TRACK_LOST_NS = 3_000_000_000n;
/**
 * The line wakes when the next unit is due, at the next whole multiple of this: what is due nearly together goes together,
 * and other work that is done regularly meets it on the same grid. Every waking costs more than what is then released.
 */
const GRID_MS = 10;
const LONGEST_WAIT_MS = 40;

/** Holds picture and original sound for the programme delay. Nothing in it waits for anything but time. */
export class DelayLine {
  readonly #options: DelayLineOptions;
  readonly #release: ReleaseClock;
  readonly #clock: Clock;
  readonly #video = new HeldTrack<VideoUnit>();
  readonly #audio = new HeldTrack<AudioBlock>();
  readonly #drained = new Deferred<void>();
  readonly #wholly = new Deferred<void>();
  readonly #lateMs = new RecentValues();
  #steppedAtMs = 0;
  #shedUnits = 0;
  #releasing = false;
  #ended = false;
  #endNs: bigint | undefined;
  #closed = false;
  #stopAlarm: (() => void) | undefined;

  constructor(options: DelayLineOptions) {
    this.#options = options;
    this.#release = new ReleaseClock(msToNs(options.delayMs));
    this.#clock = options.clock ?? systemClock;
  }

  pushVideo(unit: VideoUnit): void {
    if (this.#closed || this.#isBeyond(unit.dtsNs)) return;
    const times = { timeNs: unit.dtsNs, endNs: unit.dtsNs + unit.durationNs };
    this.#video.push(unit, { ...times, bytes: unit.data.length, nowMs: this.#clock.nowMs() });
    this.#onPush(times);
  }

  pushAudio(block: AudioBlock): void {
    if (this.#closed || this.#isBeyond(block.ptsNs)) return;
    const durationNs = samplesToNs(block.pcm.length / PCM_FRAME_BYTES, PROGRAMME_FORMAT.sampleRateHz);
    const times = { timeNs: block.ptsNs, endNs: block.ptsNs + durationNs };
    this.#audio.push(block, { ...times, bytes: block.pcm.length, nowMs: this.#clock.nowMs() });
    this.#onPush(times);
  }

  /** The source is over: what is held goes out, and then `drained` resolves. */
  end(): void {
    this.#ended = true;
    this.#step();
  }

  /**
   * The programme is over at this time: what is held of it behind that is dropped, what comes is not taken, and the rest goes
   * out. What lies before it is still taken, until `end` says that nothing more comes. To be called once.
   * @returns resolves when all that lies before it has come
   */
  endAt(ptsNs: bigint): Promise<void> {
    this.#endNs = ptsNs;
    this.#video.cutAt(ptsNs);
    this.#audio.cutAt(ptsNs);
    this.#lookForEnd();
    return this.#wholly.promise;
  }

  /** Resolves when everything is out after `end`, or at `close`. */
  get drained(): Promise<void> {
    return this.#drained.promise;
  }

  /** Drops what is held. May be called again. */
  close(): void {
    this.#closed = true;
    this.#stopAlarm?.();
    this.#stopAlarm = undefined;
    this.#video.clear();
    this.#audio.clear();
    this.#drained.resolve();
  }

  /** How far every track has been received; undefined before the first unit. */
  get headPtsNs(): bigint | undefined {
    const video = this.#video.endNs;
    const audio = this.#audio.endNs;
    if (video === undefined || audio === undefined) return video ?? audio;
    const [behind, ahead, late] = video < audio ? [video, audio, this.#video] : [audio, video, this.#audio];
    if (this.#options.pace === 'unpaced') return this.#ended ? ahead : behind;
    const isSilent = this.#lastPushMs - late.pushedAtMs >= STALL_MS;
    return this.#ended || isSilent || ahead - behind > TRACK_LOST_NS ? ahead : behind;
  }

  /** Everything before this has been released. */
  get releasedPtsNs(): bigint | undefined {
    return this.#release.positionNs;
  }

  get heldMs(): number {
    const { headPtsNs, releasedPtsNs } = this;
    return headPtsNs === undefined || releasedPtsNs === undefined ? 0 : Number(headPtsNs - releasedPtsNs) / 1e6;
  }

  get heldBytes(): number {
    return this.#video.bytes + this.#audio.bytes;
  }

  /** How much later than they were due the last 1000 units went out, in milliseconds; undefined before the first. */
  get jitterMs(): { readonly p50: number; readonly p99: number } | undefined {
    const p50 = this.#lateMs.percentile(0.5);
    const p99 = this.#lateMs.percentile(0.99);
    return p50 === undefined || p99 === undefined ? undefined : { p50, p99 };
  }

  /** Units that went out before their time because more was held than there is room for. */
  get shedUnits(): number {
    return this.#shedUnits;
  }

  #lookForEnd(): void {
    const { headPtsNs } = this;
    if (this.#endNs !== undefined && headPtsNs !== undefined && headPtsNs >= this.#endNs) this.#wholly.resolve();
  }

  #isBeyond(timeNs: bigint): boolean {
    return this.#endNs !== undefined && timeNs >= this.#endNs;
  }

  get #lastPushMs(): number {
    return Math.max(this.#video.pushedAtMs, this.#audio.pushedAtMs);
  }

  /** The time of the next unit to go out. */
  get #nextNs(): bigint | undefined {
    const video = this.#video.nextNs;
    const audio = this.#audio.nextNs;
    if (video === undefined || audio === undefined) return video ?? audio;
    return video < audio ? video : audio;
  }

  #onPush(times: { timeNs: bigint; endNs: bigint }): void {
    this.#release.saw(times.timeNs, times.endNs);
    this.#lookForEnd();
    if (this.#options.pace === 'unpaced') this.#step();
    else if (this.#stopAlarm === undefined) this.#wakeIn(GRID_MS);
    if (this.heldBytes > (this.#options.maxHeldBytes ?? DEFAULT_MAX_HELD_BYTES)) this.#shed();
  }

  #onAlarm(): void {
    this.#stopAlarm = undefined;
    this.#step();
    if (this.#closed || this.#drained.settled) return;
    const [nextNs, positionNs] = [this.#nextNs, this.#release.positionNs];
    const dueMs =
      nextNs === undefined || positionNs === undefined ? LONGEST_WAIT_MS : Number(nextNs - positionNs) / 1e6;
    this.#wakeIn(Math.min(LONGEST_WAIT_MS, Math.max(1, dueMs)));
  }

  #wakeIn(waitMs: number): void {
    const nowMs = this.#clock.nowMs();
    const atMs = Math.ceil((nowMs + waitMs) / GRID_MS) * GRID_MS;
    this.#stopAlarm = this.#clock.after(atMs - nowMs, () => this.#onAlarm());
  }

  #step(): void {
    if (this.#closed) return;
    const headNs = this.headPtsNs;
    if (headNs !== undefined) this.#moveOn(headNs);
    if (!this.#ended || this.#video.size + this.#audio.size > 0) return;
    this.#stopAlarm?.();
    this.#stopAlarm = undefined;
    this.#drained.resolve();
  }

  #moveOn(headNs: bigint): void {
    const nowMs = this.#clock.nowMs();
    const goalNs = headNs - msToNs(this.#options.delayMs);
    if (this.#options.pace === 'unpaced') {
      this.#releaseUntil(this.#release.jumpTo(nowMs, this.#ended ? headNs : goalNs));
    } else if (!this.#releasing && !this.#ended) {
      // Until the first release there is nothing to be smooth about, and a server's opening burst may move the goal on;
      // but of a burst longer than the delay the first unit goes out alone.
      const nextNs = this.#nextNs ?? goalNs;
      this.#releaseUntil(this.#release.jumpTo(nowMs, goalNs < nextNs ? goalNs : nextNs));
    } else {
      const fromNs = this.#release.positionNs ?? goalNs;
      const untilNs = this.#release.advance(nowMs, headNs, !this.#ended && nowMs - this.#lastPushMs < STALL_MS);
      this.#releaseUntil(untilNs, { fromNs, elapsedMs: nowMs - this.#steppedAtMs });
    }
    this.#steppedAtMs = nowMs;
  }

  /** @param step the way to `untilNs` and the time it took, where units were due on the way. @returns how many went out */
  #releaseUntil(untilNs: bigint, step?: { fromNs: bigint; elapsedMs: number }): number {
    let units = 0;
    for (;;) {
      const videoNs = this.#video.nextNs;
      const next = this.#nextNs;
      if (next === undefined || next > untilNs) break;
      // What came in after its time was not released late.
      if (step !== undefined && next > step.fromNs) {
        this.#lateMs.add((Number(untilNs - next) / Number(untilNs - step.fromNs)) * step.elapsedMs);
      }
      if (next === videoNs) this.#options.onVideo(this.#video.shift());
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
    const oldest = this.#nextNs;
    if (oldest === undefined) return;
    const untilNs = this.#release.jumpTo(this.#clock.nowMs(), oldest + msToNs(1000));
    this.#shedUnits += this.#releaseUntil(untilNs);
  }
}
