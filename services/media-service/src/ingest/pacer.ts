import { sleep } from '@dubbing/common';

/** Less than this ahead is not worth a timer. */
const SLACK_MS = 20;
/** A larger step is a jump of the media's times: the pace goes on from there. */
const JUMP_MS = 2000;

/** Holds media that could be had faster to its own pace, by its times against the clock. */
export class Pacer {
  #latestNs: bigint | undefined;
  /** Media time less clock time, in milliseconds. */
  #leadMs: number | undefined;

  /** @param timeNs of a unit that came, on whatever origin. */
  note(timeNs: bigint): void {
    this.#latestNs = timeNs;
  }

  /** @returns a promise where it is too early to go on. Never rejects. */
  wait(signal: AbortSignal): Promise<void> | undefined {
    if (this.#latestNs === undefined) return undefined;
    const mediaMs = Number(this.#latestNs / 1000n) / 1000;
    const nowMs = performance.now();
    this.#leadMs ??= mediaMs - nowMs;
    const aheadMs = mediaMs - nowMs - this.#leadMs;
    if (Math.abs(aheadMs) > JUMP_MS) this.#leadMs = mediaMs - nowMs;
    else if (aheadMs > SLACK_MS) return sleep(aheadMs, signal).catch(() => undefined);
    return undefined;
  }
}
