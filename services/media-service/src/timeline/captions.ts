import { overlaps, type Interval } from '@dubbing/common';

export interface Caption extends Interval {
  readonly fragmentId: string;
  /** Empty for one that is withdrawn. */
  readonly text: string;
}

/** The captions of one language on the programme timeline, one for each fragment, ascending by start. */
export class CaptionTrack {
  #captions: Caption[] = [];

  get all(): readonly Caption[] {
    return this.#captions;
  }

  /** Puts a caption in its place, or in the place of the one that its fragment had. */
  set(caption: Caption): void {
    const known = this.#captions.findLastIndex(({ fragmentId }) => fragmentId === caption.fragmentId);
    if (known >= 0) {
      this.#captions[known] = caption;
      return;
    }
    if (caption.text === '') return;
    // Replies come in order, so the place is nearly always at the end.
    let index = this.#captions.length;
    while (index > 0 && this.#captions[index - 1]!.startPtsNs > caption.startPtsNs) index--;
    this.#captions.splice(index, 0, caption);
  }

  /** Captions of some time in [fromPtsNs, toPtsNs), those that were withdrawn among them. */
  between(fromPtsNs: bigint, toPtsNs: bigint): Caption[] {
    return this.#captions.filter((caption) => overlaps(caption, { startPtsNs: fromPtsNs, endPtsNs: toPtsNs }));
  }

  /** Lets go of captions that are over. */
  forget(beforePtsNs: bigint): void {
    this.#captions = this.#captions.filter((caption) => caption.endPtsNs > beforePtsNs);
  }
}
