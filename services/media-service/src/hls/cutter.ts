import { NS_PER_MS } from '@dubbing/common';

export interface CutterOptions {
  /** The shortest segment, except the last. Default in the service: 2000 ms. */
  targetMs: number;
  /** The longest first segment: it decides the EXT-X-TARGETDURATION of the whole stream. */
  longestMs: number;
}

/** What `offer` decided about the unit it was shown. */
export type CutDecision = 'continue' | 'cut' | 'forced-cut';

/**
 * Decides where segments end. All renditions are cut at the same programme times, given by the leading track: the
 * video's key frames, or plain time where there is no video.
 *
 * EXT-X-TARGETDURATION must never change (RFC 8216 §4.3.3.1), so it is fixed when the first segment closes: the source
 * shows its key-frame distance there. A later segment that would outgrow it is cut without waiting for a key frame.
 */
export class Cutter {
  readonly #options: CutterOptions;
  #startPtsNs: bigint | undefined;
  #targetDurationS: number | undefined;

  constructor(options: CutterOptions) {
    this.#options = options;
  }

  /** In whole seconds, or undefined until the first segment closed. */
  get targetDurationS(): number | undefined {
    return this.#targetDurationS;
  }

  /** Start of the segment that is open now. */
  get startPtsNs(): bigint | undefined {
    return this.#startPtsNs;
  }

  /** Shows the next unit of the leading track; `cut` means that this unit starts a new segment. */
  offer(ptsNs: bigint, mayStartSegment: boolean): CutDecision {
    if (this.#startPtsNs === undefined) {
      this.#startPtsNs = ptsNs;
      return 'continue';
    }
    const lengthMs = Number((ptsNs - this.#startPtsNs) / NS_PER_MS);
    // Half a frame of tolerance: 2-second key frames of a 29.97 Hz source may come a tick early.
    const longEnough = lengthMs >= this.#options.targetMs - 20;
    if (longEnough && mayStartSegment) return this.#cut(ptsNs, 'cut');
    return lengthMs >= this.#limitMs() ? this.#cut(ptsNs, 'forced-cut') : 'continue';
  }

  /** Starts a new segment at once, for instance because the codec configuration changed. */
  force(ptsNs: bigint): CutDecision {
    if (this.#startPtsNs === undefined || ptsNs <= this.#startPtsNs) return this.offer(ptsNs, true);
    return this.#cut(ptsNs, 'cut');
  }

  /** The last segment ends here. */
  finish(ptsNs: bigint): void {
    this.#fixTargetDuration(ptsNs);
  }

  #limitMs(): number {
    // A playlist's EXTINF is rounded before it is compared, so up to 0.5 s more would pass; 0.4 keeps clear of that.
    return this.#targetDurationS === undefined ? this.#options.longestMs : this.#targetDurationS * 1000 + 400;
  }

  #cut(ptsNs: bigint, decision: CutDecision): CutDecision {
    this.#fixTargetDuration(ptsNs);
    this.#startPtsNs = ptsNs;
    return decision;
  }

  #fixTargetDuration(endPtsNs: bigint): void {
    if (this.#targetDurationS !== undefined || this.#startPtsNs === undefined) return;
    const firstMs = Number((endPtsNs - this.#startPtsNs) / NS_PER_MS);
    this.#targetDurationS = Math.ceil(Math.max(2 * this.#options.targetMs, firstMs) / 1000);
  }
}
