import { sleep } from '@dubbing/common';

import { beatIn, callAt } from '../media/alarms.js';

/** Less than this ahead is not worth a timer. */
const SLACK_MS = 20;
/** Less than this far ahead, media waits on the beat of the process: it then comes as evenly as from a network. */
const SOON_MS = 100;
const STEP_MS = 40;
/** A larger step is a jump of the media's times: the pace goes on from there. */
const JUMP_MS = 2000;

/** Holds media that could be had faster to its own pace, by its times against the clock. */
export class Pacer {
  #latestNs: bigint | undefined;
  /** Whether the latest time has been held against the clock, and was in time. */
  #isDue = false;
  /** Media time less clock time, in milliseconds. */
  #leadMs: number | undefined;

  /** @param timeNs of a unit that came, on whatever origin. */
  note(timeNs: bigint): void {
    this.#latestNs = timeNs;
    this.#isDue = false;
  }

  /** @returns a promise where it is too early to go on. Never rejects. */
  wait(signal: AbortSignal): Promise<void> | undefined {
    // Most pieces of bytes complete no unit.
    if (this.#latestNs === undefined || this.#isDue) return undefined;
    const mediaMs = Number(this.#latestNs / 1000n) / 1000;
    const nowMs = performance.now();
    this.#leadMs ??= mediaMs - nowMs;
    const aheadMs = mediaMs - nowMs - this.#leadMs;
    if (Math.abs(aheadMs) > JUMP_MS) this.#leadMs = mediaMs - nowMs;
    else if (aheadMs > SOON_MS) return sleep(aheadMs, signal).catch(() => undefined);
    else if (aheadMs > SLACK_MS) {
      return new Promise((resolve) => {
        callAt(beatIn(Math.max(aheadMs, STEP_MS)), resolve);
      });
    }
    this.#isDue = true;
    return undefined;
  }
}
