/** Sound that is behind its picture by more than this may have been lost, or has yet to start. */
const BEHIND_NS = 1_500_000_000n;
/** So far behind the picture silence ends when it stands in for sound. */
const LEAST_BEHIND_NS = 1_000_000_000n;
/** After a stall the picture comes at once, and its sound when it is decoded: for as long nothing may be heard of it. */
const QUIET_MS = 500;
/** Sound that far behind would be too late even if it came. */
const HOPELESS_NS = 10_000_000_000n;

/** Tells sound that is lost, for which silence has to stand in, from sound that is late. */
export class LostSound {
  #behindSinceMs: number | undefined;
  #heardMs = -Infinity;

  /** A piece of sound came. */
  heard(nowMs: number): void {
    this.#heardMs = nowMs;
  }

  /** @returns up to which time silence is to stand in, once a picture came; undefined while sound may still come */
  standIn(pictureNs: bigint, soundEndNs: bigint, nowMs: number): bigint | undefined {
    const behindNs = pictureNs - soundEndNs;
    if (behindNs <= BEHIND_NS) {
      this.#behindSinceMs = undefined;
      return undefined;
    }
    this.#behindSinceMs ??= nowMs;
    const quietMs = nowMs - Math.max(this.#behindSinceMs, this.#heardMs);
    if (quietMs < QUIET_MS && behindNs < HOPELESS_NS) return undefined;
    return pictureNs - LEAST_BEHIND_NS;
  }
}
