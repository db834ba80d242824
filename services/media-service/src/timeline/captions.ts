import { overlaps, type Interval } from '@dubbing/common';

export interface Caption extends Interval {
  readonly fragmentId: string;
  readonly text: string;
}

/** The captions of one language on the programme timeline, ascending by start. */
export class CaptionTrack {
  #captions: Caption[] = [];

  get all(): readonly Caption[] {
    return this.#captions;
  }

  add(caption: Caption): void {
    // Replies come in order, so the place is nearly always at the end.
    let index = this.#captions.length;
    while (index > 0 && this.#captions[index - 1]!.startPtsNs > caption.startPtsNs) index--;
    this.#captions.splice(index, 0, caption);
  }

  /** Captions that are visible at some time in [fromPtsNs, toPtsNs). */
  between(fromPtsNs: bigint, toPtsNs: bigint): Caption[] {
    return this.#captions.filter((caption) => overlaps(caption, { startPtsNs: fromPtsNs, endPtsNs: toPtsNs }));
  }

  /** Lets go of captions that are over. */
  forget(beforePtsNs: bigint): void {
    this.#captions = this.#captions.filter((caption) => caption.endPtsNs > beforePtsNs);
  }
}
