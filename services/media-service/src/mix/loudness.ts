import { linearFromDb } from '@dubbing/common';
import { gatedLoudness } from '../media/loudness.js';
import type { Placement } from '../media/schedule.js';

/** How much of the step to the wanted gain is taken from one dub to the next: a voice should not breathe. */
const STEP_SHARE = 0.6;

/** Brings each dub to the loudness at which the original speaker spoke, within bounds. */
export class LoudnessMatch {
  readonly #maxDb: number;
  #gainDb: number | undefined;

  constructor(maxDb: number) {
    this.#maxDb = maxDb;
  }

  /** @returns the linear gain of this dub */
  gainOf({ pcm48k, sourceLufs }: Placement): number {
    const wantedDb = sourceLufs - gatedLoudness(pcm48k, 48_000);
    if (!Number.isFinite(wantedDb)) return linearFromDb(this.#gainDb ?? 0);
    const boundedDb = Math.max(-this.#maxDb, Math.min(this.#maxDb, wantedDb));
    this.#gainDb = this.#gainDb === undefined ? boundedDb : this.#gainDb + STEP_SHARE * (boundedDb - this.#gainDb);
    return linearFromDb(this.#gainDb);
  }
}
