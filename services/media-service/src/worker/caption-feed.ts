import { NS_PER_S } from '@dubbing/common';
import type { HlsPackager } from '../hls/packager.js';
import type { Caption, CaptionTrack } from '../timeline/captions.js';

/** How far around the release point captions are looked for; none lasts, or is placed ahead, longer than this. */
const REACH_NS = 60n * NS_PER_S;

/** Hands the captions of one language to the packager, ahead of their release: each when it is there, and again when it has changed. */
export class CaptionFeed {
  readonly #language: string;
  readonly #track: CaptionTrack;
  #given = new Set<Caption>();

  constructor(language: string, track: CaptionTrack) {
    this.#language = language;
    this.#track = track;
  }

  /** @param hls undefined where captions go nowhere: then they are only let go of */
  feed(hls: HlsPackager | undefined, releasedPtsNs: bigint): void {
    this.#track.forget(releasedPtsNs - REACH_NS);
    if (hls === undefined) return;
    const near = this.#track.between(releasedPtsNs - REACH_NS, releasedPtsNs + REACH_NS);
    for (const caption of near) if (!this.#given.has(caption)) hls.pushCaption(this.#language, caption);
    this.#given = new Set(near);
  }
}
