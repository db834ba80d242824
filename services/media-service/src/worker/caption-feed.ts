import { NS_PER_S } from '@dubbing/common';
import type { HlsPackager } from '../hls/packager.js';
import type { CaptionTrack } from '../timeline/captions.js';

/** How far around the release point captions are looked for; none lasts, or is placed ahead, longer than this. */
const REACH_NS = 60n * NS_PER_S;

/** Hands the captions of one language to the packager, each once, ahead of their release. */
export class CaptionFeed {
  readonly #language: string;
  readonly #track: CaptionTrack;
  #given = new Set<string>();

  constructor(language: string, track: CaptionTrack) {
    this.#language = language;
    this.#track = track;
  }

  feed(hls: HlsPackager, releasedPtsNs: bigint): void {
    const near = this.#track.between(releasedPtsNs - REACH_NS, releasedPtsNs + REACH_NS);
    for (const caption of near) {
      if (!this.#given.has(caption.fragmentId)) hls.pushCaption(this.#language, caption);
    }
    this.#given = new Set(near.map((caption) => caption.fragmentId));
    this.#track.forget(releasedPtsNs - REACH_NS);
  }
}
