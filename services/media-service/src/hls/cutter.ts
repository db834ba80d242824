import { msToNs } from '@dubbing/common';

import type { KeyFrameForecast } from './key-frame-forecast.js';

export interface CutterOptions {
  /** The shortest segment, except where a cut saves a later one. Default in the service: 2000 ms. */
  targetMs: number;
  /** The longest group of pictures that the target duration makes room for. */
  longestGroupMs: number;
  /** Of the playlist that goes on, in seconds: it never changes. Absent for a new one. */
  targetDurationS?: number | undefined;
  forecast: Pick<KeyFrameForecast, 'longestNs' | 'nextAfter' | 'forget'>;
}

/** Where a segment ends and the next one starts. */
export interface Cut {
  startPtsNs: bigint;
  endPtsNs: bigint;
  /** Whether the next segment starts with a key frame. */
  atKeyFrame: boolean;
}

/** Half a frame of tolerance: 2-second key frames of a 29.97 Hz source may come a tick early. */
const EARLY_NS = 20_000_000n;
/** Durations are rounded before they are compared with the target duration: up to 0.5 s more is allowed. This keeps clear of it. */
const ROUNDING_NS = 400_000_000n;
const NS_PER_S = 1_000_000_000n;

/**
 * Decides where segments end. All renditions are cut at the same programme times, given by the leading track: the
 * video's key frames, or plain time where there is no video.
 *
 * No segment is ever longer than EXT-X-TARGETDURATION, which never changes (RFC 8216, 4.3.3.1 and 6.2.1). It is fixed when
 * the first segment ends. By then the forecast has seen the groups of that segment and of the whole programme delay after it,
 * and the longest of them, added to the shortest segment, is the longest segment that key frames can make. Only where a
 * later group is longer than any before is it split at the target duration, away from its key frames.
 */
export class Cutter {
  readonly #options: CutterOptions;
  readonly #targetNs: bigint;
  #targetDurationS: number | undefined;
  #startPtsNs: bigint | undefined;
  #startsWithKeyFrame = true;
  #forcedCuts = 0;

  constructor(options: CutterOptions) {
    this.#options = options;
    this.#targetNs = msToNs(options.targetMs);
    this.#targetDurationS = options.targetDurationS;
  }

  /** In whole seconds, or undefined until the first segment ended. */
  get targetDurationS(): number | undefined {
    return this.#targetDurationS;
  }

  /** Start of the segment that is open now. */
  get startPtsNs(): bigint | undefined {
    return this.#startPtsNs;
  }

  /** Segments that had to start without a key frame. */
  get forcedCuts(): number {
    return this.#forcedCuts;
  }

  /** The programme begins here, with a unit of any track. Later calls change nothing. */
  begin(ptsNs: bigint): void {
    this.#startPtsNs ??= ptsNs;
  }

  /** Shows the next unit of the leading track, in decoding order; answers the segments that end at it or before it. */
  offer(ptsNs: bigint, keyFrame: boolean): Cut[] {
    this.begin(ptsNs);
    if (keyFrame && ptsNs <= this.#latestNs() && this.#isDue(ptsNs)) return [this.#cut(ptsNs, true)];
    const cuts: Cut[] = [];
    for (let endNs = this.#forcedEndNs(ptsNs); endNs !== undefined; endNs = this.#forcedEndNs(ptsNs)) {
      cuts.push(this.#cut(endNs, false));
    }
    // A segment that had to start without a key frame ends at the next one, however short it is.
    if (cuts.length > 0 && keyFrame && this.#isDue(ptsNs)) cuts.push(this.#cut(ptsNs, true));
    return cuts;
  }

  /** Ends the segment at a key frame whatever its length, for instance because the codec configuration changed. */
  force(ptsNs: bigint): Cut[] {
    const cuts = this.offer(ptsNs, true);
    if (this.#startPtsNs !== undefined && ptsNs > this.#startPtsNs) cuts.push(this.#cut(ptsNs, true));
    return cuts;
  }

  /** The last segment, or the last ones, end here. */
  finish(ptsNs: bigint): Cut[] {
    if (this.#startPtsNs === undefined) return [];
    const cuts = this.offer(ptsNs, false);
    if (ptsNs > this.#startPtsNs) cuts.push(this.#cut(ptsNs, true));
    return cuts;
  }

  #isDue(ptsNs: bigint): boolean {
    const startNs = this.#startPtsNs ?? ptsNs;
    if (ptsNs <= startNs) return false;
    if (ptsNs - startNs >= this.#targetNs - EARLY_NS || !this.#startsWithKeyFrame) return true;
    // Too early, but without a cut here the next group would have to be split, and with it it would not.
    const nextNs = this.#options.forecast.nextAfter(ptsNs);
    return nextNs !== undefined && nextNs > this.#latestNs() && nextNs - ptsNs <= this.#limitNs() + ROUNDING_NS;
  }

  /** Where the segment must be split so that a unit of this time is not in it, if it must. */
  #forcedEndNs(ptsNs: bigint): bigint | undefined {
    const endNs = (this.#startPtsNs ?? ptsNs) + this.#limitNs();
    if (ptsNs < endNs) return undefined;
    if (ptsNs <= this.#latestNs()) {
      // A key frame is coming just in time.
      const keyNs = this.#options.forecast.nextAfter(endNs - 1n);
      if (keyNs !== undefined && keyNs <= this.#latestNs()) return undefined;
    }
    return endNs;
  }

  #limitNs(): bigint {
    if (this.#targetDurationS !== undefined) return BigInt(this.#targetDurationS) * NS_PER_S;
    return this.#targetNs + msToNs(this.#options.longestGroupMs);
  }

  /** The latest time at which the segment may end. */
  #latestNs(): bigint {
    return (this.#startPtsNs ?? 0n) + this.#limitNs() + ROUNDING_NS;
  }

  #cut(endPtsNs: bigint, atKeyFrame: boolean): Cut {
    const startPtsNs = this.#startPtsNs ?? endPtsNs;
    this.#targetDurationS ??= this.#chooseTargetDurationS(endPtsNs - startPtsNs);
    this.#startPtsNs = endPtsNs;
    this.#options.forecast.forget(endPtsNs);
    this.#startsWithKeyFrame = atKeyFrame;
    if (!atKeyFrame) this.#forcedCuts += 1;
    return { startPtsNs, endPtsNs, atKeyFrame };
  }

  #chooseTargetDurationS(firstNs: bigint): number {
    const longestNs = msToNs(this.#options.longestGroupMs);
    const groupNs = this.#options.forecast.longestNs < longestNs ? this.#options.forecast.longestNs : longestNs;
    const candidates = [firstNs, 2n * this.#targetNs, this.#targetNs + groupNs];
    const mostNs = candidates.reduce((most, each) => (each > most ? each : most));
    return Number((mostNs + NS_PER_S - 1n) / NS_PER_S);
  }
}
