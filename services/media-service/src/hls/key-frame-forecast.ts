import type { VideoUnit } from '../media/units.js';

/** A unit as the forecast wants it. */
type Seen = Pick<VideoUnit, 'ptsNs' | 'keyFrame'>;

/**
 * What the programme delay already knows of the key frames to come: pictures are shown to the forecast when they enter the
 * delay line, seconds before the packager gets them.
 */
export class KeyFrameForecast {
  /** Presentation times of key frames, ascending. */
  readonly #keys: bigint[] = [];
  #lastKeyNs: bigint | undefined;
  #headNs: bigint | undefined;
  #longestNs = 0n;
  #openGroups = false;

  /** Takes a picture; one that was seen before changes nothing. */
  saw({ ptsNs, keyFrame }: Seen): void {
    if (keyFrame && (this.#lastKeyNs === undefined || ptsNs > this.#lastKeyNs)) {
      if (this.#lastKeyNs !== undefined) this.#stretch(ptsNs - this.#lastKeyNs);
      this.#lastKeyNs = ptsNs;
      this.#keys.push(ptsNs);
      this.#headNs = ptsNs;
    } else if (this.#headNs !== undefined && ptsNs > this.#headNs) this.#headNs = ptsNs;
    // Shown before the key frame that it follows in the stream: it may refer to the group before.
    if (!keyFrame && this.#lastKeyNs !== undefined && ptsNs < this.#lastKeyNs) this.#openGroups = true;
  }

  /** The longest group of pictures so far; of the one that is still open, what has come of it. */
  get longestNs(): bigint {
    const openNs = this.#headNs === undefined || this.#lastKeyNs === undefined ? 0n : this.#headNs - this.#lastKeyNs;
    return openNs > this.#longestNs ? openNs : this.#longestNs;
  }

  /** Whether there were groups whose first pictures need the group before. */
  get openGroups(): boolean {
    return this.#openGroups;
  }

  /** The first key frame after a time, if it has come. */
  nextAfter(ptsNs: bigint): bigint | undefined {
    return this.#keys.find((key) => key > ptsNs);
  }

  /** Nothing at or before this time is asked for again. */
  forget(ptsNs: bigint): void {
    while (this.#keys[0] !== undefined && this.#keys[0] <= ptsNs) this.#keys.shift();
  }

  #stretch(lengthNs: bigint): void {
    if (lengthNs > this.#longestNs) this.#longestNs = lengthNs;
  }
}
