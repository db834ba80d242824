interface Held<T> {
  readonly unit: T;
  readonly timeNs: bigint;
  readonly bytes: number;
}

/** The units of one track that wait for their time, oldest first. */
export class HeldTrack<T> {
  #held: Held<T>[] = [];
  #bytes = 0;
  #endNs: bigint | undefined;
  #pushedAtMs = -Infinity;

  get size(): number {
    return this.#held.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The end of the latest unit that ever came in. */
  get endNs(): bigint | undefined {
    return this.#endNs;
  }

  /** When the latest unit came in. */
  get pushedAtMs(): number {
    return this.#pushedAtMs;
  }

  /** The time of the next unit to go out. */
  get nextNs(): bigint | undefined {
    return this.#held[0]?.timeNs;
  }

  push(
    unit: T,
    { timeNs, endNs, bytes, nowMs }: { timeNs: bigint; endNs: bigint; bytes: number; nowMs: number },
  ): void {
    this.#held.push({ unit, timeNs, bytes });
    this.#bytes += bytes;
    this.#pushedAtMs = nowMs;
    if (this.#endNs === undefined || endNs > this.#endNs) this.#endNs = endNs;
  }

  /** To be called only where `nextNs` is defined. */
  shift(): T {
    const held = this.#held.shift();
    if (held === undefined) throw new RangeError('the track holds nothing');
    this.#bytes -= held.bytes;
    return held.unit;
  }

  /** Drops what its time puts at or behind `ptsNs`. */
  cutAt(ptsNs: bigint): void {
    const kept = this.#held.filter(({ timeNs }) => timeNs < ptsNs);
    this.#bytes = kept.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#held = kept;
  }

  clear(): void {
    this.#held = [];
    this.#bytes = 0;
  }
}
