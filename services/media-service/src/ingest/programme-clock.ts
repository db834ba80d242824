/** The programme starts here rather than at zero, so that no time before the first unit is ever negative. */
export const PROGRAMME_START_NS = 1_000_000_000n;

/**
 * The one constant between a connection's running time and the programme timeline, the same for every track. A new
 * connection gets a new constant that puts its first unit at the head of what came before it.
 */
export class ProgrammeClock {
  #headNs = PROGRAMME_START_NS;
  #constantNs: bigint | undefined;

  /** The end of the latest unit that was given out. */
  get headNs(): bigint {
    return this.#headNs;
  }

  get anchored(): boolean {
    return this.#constantNs !== undefined;
  }

  /** @param firstNs running time of the connection's earliest unit, a decoding time where it has one. */
  anchor(firstNs: bigint): void {
    this.#constantNs = this.#headNs - firstNs;
  }

  /** To be called when a connection ends. */
  release(): void {
    this.#constantNs = undefined;
  }

  toProgrammeNs(runningNs: bigint): bigint {
    return runningNs + (this.#constantNs ?? 0n);
  }

  advance(endNs: bigint): void {
    if (endNs > this.#headNs) this.#headNs = endNs;
  }
}
