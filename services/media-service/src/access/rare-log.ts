import type { Logger } from '@dubbing/common';

/** The shortest time between two lines about the same. */
const EVERY_MS = 10_000;

/** Warnings that somebody outside can bring about as often as they like: of each kind a line now and then, with the count of those left out. */
export class RareLog {
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #kinds = new Map<string, { sinceMs: number; leftOut: number }>();

  /** @param now milliseconds of a clock that never goes back */
  constructor(logger: Logger, now: () => number = () => performance.now()) {
    this.#logger = logger;
    this.#now = now;
  }

  /** @param kind one of a few; each is counted by itself */
  warn(kind: string, message: string, fields: Readonly<Record<string, unknown>>): void {
    const nowMs = this.#now();
    const before = this.#kinds.get(kind);
    if (before !== undefined && nowMs - before.sinceMs < EVERY_MS) {
      before.leftOut += 1;
      return;
    }
    this.#kinds.set(kind, { sinceMs: nowMs, leftOut: 0 });
    const leftOut = before?.leftOut ?? 0;
    this.#logger.warn(message, { ...fields, ...(leftOut > 0 && { leftOut }) });
  }
}
