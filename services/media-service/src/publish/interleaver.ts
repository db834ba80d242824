/** A track that is silent for this long holds the other one back no longer: who watches live does not wait for it. */
const LIVE_LEAD_NS = 500_000_000n;

interface Item<T> {
  readonly timeNs: bigint;
  readonly value: T;
}

/**
 * Brings the units of two tracks, each in order, into one order of time: sound comes out of its encoder a little after
 * the pictures that it belongs to.
 */
export class Interleaver<T> {
  readonly #onItem: (value: T) => void;
  readonly #maxLeadNs: bigint;
  readonly #tracks: readonly [Item<T>[], Item<T>[]] = [[], []];

  constructor(onItem: (value: T) => void, maxLeadNs = LIVE_LEAD_NS) {
    this.#onItem = onItem;
    this.#maxLeadNs = maxLeadNs;
  }

  push(track: 'video' | 'audio', timeNs: bigint, value: T): void {
    this.#tracks[track === 'video' ? 0 : 1].push({ timeNs, value });
    this.#release();
  }

  /** Gives out what waits. */
  flush(): void {
    while (this.#next(true)) continue;
  }

  #release(): void {
    while (this.#next(false)) continue;
  }

  /** @returns whether something went out */
  #next(isEnd: boolean): boolean {
    const [video, audio] = this.#tracks;
    const [nextVideo, nextAudio] = [video[0], audio[0]];
    let from: Item<T>[];
    if (nextVideo !== undefined && nextAudio !== undefined) from = nextVideo.timeNs <= nextAudio.timeNs ? video : audio;
    else {
      from = nextVideo === undefined ? audio : video;
      const newest = from.at(-1);
      const oldest = from[0];
      if (newest === undefined || oldest === undefined) return false;
      if (!isEnd && newest.timeNs - oldest.timeNs < this.#maxLeadNs) return false;
    }
    const item = from.shift();
    if (item === undefined) return false;
    this.#onItem(item.value);
    return true;
  }
}
