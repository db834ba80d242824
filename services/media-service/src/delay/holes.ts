/** A source that leaves out more than this has jumped; less is a picture that lasts, or a lost packet. */
const LEAST_HOLE_NS = 500_000_000n;

/**
 * The stretches of the programme that the source left out, in every track. Nobody waits through them: time on air stands
 * still over a hole.
 */
export class Holes {
  #holes: { readonly fromNs: bigint; readonly toNs: bigint }[] = [];
  #endNs: bigint | undefined;

  /** Takes note of a unit that came in. */
  saw(timeNs: bigint, endNs: bigint): void {
    if (this.#endNs !== undefined && timeNs - this.#endNs > LEAST_HOLE_NS) {
      this.#holes.push({ fromNs: this.#endNs, toNs: timeNs });
    }
    if (this.#endNs === undefined || endNs > this.#endNs) this.#endNs = endNs;
  }

  /** How much of the time between the two is hole. */
  between(fromNs: bigint, toNs: bigint): bigint {
    let sum = 0n;
    for (const hole of this.#holes) {
      const start = hole.fromNs > fromNs ? hole.fromNs : fromNs;
      const end = hole.toNs < toNs ? hole.toNs : toNs;
      if (end > start) sum += end - start;
    }
    return sum;
  }

  /** Where one gets to from `fromNs` in `stepNs` of programme that is there. */
  advance(fromNs: bigint, stepNs: bigint): bigint {
    let position = fromNs + stepNs;
    for (const { fromNs: holeFromNs, toNs } of this.#holes) {
      if (position < holeFromNs || fromNs >= toNs) continue;
      position += toNs - (fromNs > holeFromNs ? fromNs : holeFromNs);
    }
    return position;
  }

  /** Lets go of the holes that are passed. */
  forget(beforeNs: bigint): void {
    if (this.#holes.length > 0) this.#holes = this.#holes.filter(({ toNs }) => toNs > beforeNs);
  }
}
