/** Time constant with which the release follows the source: short against any delay, long against network jitter. */
const FOLLOW_MS = 500;

/**
 * The position on the programme timeline up to which units are released.
 *
 * While the source delivers, the position follows `head − delay`: source time paces the output, so clocks cannot drift
 * apart. It moves at wall-clock pace and is only bent towards its goal, so that bursts from the network do not become
 * bursts on air. While the source stalls it moves on at wall-clock pace, and viewers see everything that is held.
 */
export class ReleaseClock {
  readonly #delayNs: bigint;
  #positionNs: bigint | undefined;
  #atMs = 0;

  constructor(delayNs: bigint) {
    this.#delayNs = delayNs;
  }

  get positionNs(): bigint | undefined {
    return this.#positionNs;
  }

  /** Goes straight to the goal: before the first release, and when nothing is to be paced. Never goes back. */
  snap(nowMs: number, headNs: bigint): bigint {
    return this.#moveTo(nowMs, headNs - this.#delayNs);
  }

  /** Jumps ahead, as when more is held than there is room for. Never goes back. */
  jumpTo(nowMs: number, positionNs: bigint): bigint {
    return this.#moveTo(nowMs, positionNs);
  }

  /** @param headNs what was received of every track; @param delivering whether the source gives data at present. */
  advance(nowMs: number, headNs: bigint, delivering: boolean): bigint {
    if (this.#positionNs === undefined) return this.snap(nowMs, headNs);
    const elapsedMs = Math.max(0, nowMs - this.#atMs);
    const behindMs = Number(headNs - this.#delayNs - this.#positionNs) / 1e6;
    let stepMs = elapsedMs;
    if (delivering && behindMs < 0) stepMs *= Math.max(0, 1 + behindMs / FOLLOW_MS);
    else if (delivering && behindMs > elapsedMs) {
      stepMs += (behindMs - elapsedMs) * Math.min(1, elapsedMs / FOLLOW_MS);
    }
    const goal = this.#positionNs + BigInt(Math.round(stepMs * 1e6));
    // With nothing left to release the position waits, so that the delay is whole again when the source is back.
    return this.#moveTo(nowMs, goal < headNs ? goal : headNs - 1n);
  }

  #moveTo(nowMs: number, goalNs: bigint): bigint {
    this.#atMs = nowMs;
    if (this.#positionNs === undefined || goalNs > this.#positionNs) this.#positionNs = goalNs;
    return this.#positionNs;
  }
}
