interface Entry {
  readonly timeNs: bigint;
  readonly bytes: number;
}

/** How much of what was pushed has not come out yet, by the time that the sink has reached. */
export class Backlog {
  #entries: Entry[] = [];
  #waitingBytes = 0;
  #takenBytes = 0;
  #newestNs = 0n;

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  get takenBytes(): number {
    return this.#takenBytes;
  }

  add(timeNs: bigint, bytes: number): void {
    this.#entries.push({ timeNs, bytes });
    this.#waitingBytes += bytes;
    if (timeNs > this.#newestNs) this.#newestNs = timeNs;
  }

  /** @param reachedNs what the sink says; a time that was never pushed is not believed */
  settle(reachedNs: bigint | undefined): void {
    if (reachedNs === undefined || reachedNs > this.#newestNs) return;
    let settled = 0;
    for (const { timeNs, bytes } of this.#entries) {
      if (timeNs > reachedNs) break;
      settled += 1;
      this.#waitingBytes -= bytes;
      this.#takenBytes += bytes;
    }
    if (settled > 0) this.#entries = this.#entries.slice(settled);
  }
}
