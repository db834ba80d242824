/** What is looked at of a session. */
export interface Progress {
  readonly waitingBytes: number;
  readonly takenBytes: number;
}

/**
 * For how long something waits of which nothing is taken, from looks at regular times. A look that comes late was held up
 * together with the process, which could not see what was taken meanwhile: it counts for one.
 */
export class StallWatch {
  readonly #intervalMs: number;
  #takenBytes = 0;
  #lookedAtMs: number;
  #idleMs = 0;

  /** @param intervalMs between two looks */
  constructor(intervalMs: number, nowMs: number) {
    this.#intervalMs = intervalMs;
    this.#lookedAtMs = nowMs;
  }

  get idleMs(): number {
    return this.#idleMs;
  }

  look({ waitingBytes, takenBytes }: Progress, nowMs: number): void {
    const moved = takenBytes > this.#takenBytes || waitingBytes === 0;
    this.#idleMs = moved ? 0 : this.#idleMs + Math.min(nowMs - this.#lookedAtMs, this.#intervalMs);
    this.#takenBytes = takenBytes;
    this.#lookedAtMs = nowMs;
  }
}
