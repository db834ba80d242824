/**
 * Gives decoding times to pictures that come without, as from Matroska and RTSP, which carry presentation times only.
 *
 * In decoding order, with a reorder depth of N, picture i is decoded when the (i − N)th picture in presentation order is
 * shown. By definition of the depth that one has already arrived, so nothing has to be held back.
 */
export class DecodeTimes {
  readonly #depth: number;
  /** Presentation times that arrived and are not yet used as a decoding time, ascending. */
  readonly #waiting: bigint[] = [];
  #count = 0;

  constructor(depth: number) {
    this.#depth = depth;
  }

  next(ptsNs: bigint, durationNs: bigint): bigint {
    if (this.#depth === 0) return ptsNs;
    let at = this.#waiting.length;
    while (at > 0 && (this.#waiting[at - 1] as bigint) > ptsNs) at -= 1;
    this.#waiting.splice(at, 0, ptsNs);
    const lead = this.#depth - this.#count;
    this.#count += 1;
    // The first N pictures are decoded before anything is shown.
    if (lead > 0) return (this.#waiting[0] as bigint) - BigInt(lead) * durationNs;
    return this.#waiting.shift() as bigint;
  }
}
