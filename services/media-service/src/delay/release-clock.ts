import { msToNs, nsToMs } from '@dubbing/common';
import { Holes } from './holes.js';
import { paceOf } from './pace.js';

/**
 * The position on the programme timeline up to which units are released.
 *
 * While the source delivers, the position follows `head − delay`: source time paces the output, so clocks cannot drift
 * apart. It moves at wall-clock pace and is only bent towards its goal, so that bursts from the network do not become
 * bursts on air. While the source stalls it moves on at wall-clock pace, and viewers see everything that is held.
 */
export class ReleaseClock {
  readonly #delayNs: bigint;
  readonly #holes = new Holes();
  #positionNs: bigint | undefined;
  #atMs = 0;

  constructor(delayNs: bigint) {
    this.#delayNs = delayNs;
  }

  get positionNs(): bigint | undefined {
    return this.#positionNs;
  }

  /** Takes note of a unit that came in. */
  saw(timeNs: bigint, endNs: bigint): void {
    this.#holes.saw(timeNs, endNs);
  }

  /** Goes straight there: before the first release, where nothing is paced, and where too much is held. Never goes back. */
  jumpTo(nowMs: number, positionNs: bigint): bigint {
    return this.#moveTo(nowMs, positionNs);
  }

  /** @param headNs what was received of every track; @param delivering whether the source gives data at present. */
  advance(nowMs: number, headNs: bigint, delivering: boolean): bigint {
    const from = this.#positionNs;
    if (from === undefined) return this.#moveTo(nowMs, headNs - this.#delayNs);
    const elapsedMs = Math.max(0, nowMs - this.#atMs);
    const heldNs = headNs - from - this.#holes.between(from, headNs);
    const pace = delivering ? paceOf(nsToMs(heldNs - this.#delayNs), nsToMs(this.#delayNs)) : 1;
    const goal = this.#holes.advance(from, msToNs(elapsedMs * pace));
    // With nothing left to release the position waits, so that the delay is whole again when the source is back.
    return this.#moveTo(nowMs, goal < headNs ? goal : headNs - 1n);
  }

  #moveTo(nowMs: number, goalNs: bigint): bigint {
    this.#atMs = nowMs;
    if (this.#positionNs === undefined || goalNs > this.#positionNs) this.#positionNs = goalNs;
    this.#holes.forget(this.#positionNs);
    return this.#positionNs;
  }
}
