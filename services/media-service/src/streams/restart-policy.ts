import { Backoff } from '@dubbing/common';

export interface RestartPolicyOptions {
  /** Crashes within the window after which the stream is degraded. */
  maxCrashes: number;
  /** Default 60000 ms. */
  windowMs?: number;
  initialMs?: number;
  maxMs?: number;
}

/** Decides how soon a crashed worker starts again, and when its stream has to be called degraded. */
export class RestartPolicy {
  readonly #backoff: Backoff;
  readonly #maxCrashes: number;
  readonly #windowMs: number;
  #crashesAtMs: number[] = [];

  constructor(options: RestartPolicyOptions) {
    this.#maxCrashes = options.maxCrashes;
    this.#windowMs = options.windowMs ?? 60_000;
    this.#backoff = new Backoff({ initialMs: options.initialMs ?? 250, maxMs: options.maxMs ?? 10_000 });
  }

  /** Answers how many milliseconds to wait before the next start. */
  crashed(nowMs: number): { delayMs: number; degraded: boolean } {
    this.#crashesAtMs = this.#crashesAtMs.filter((atMs) => nowMs - atMs < this.#windowMs);
    // A worker that ran well for a whole window starts again quickly.
    if (this.#crashesAtMs.length === 0) this.#backoff.reset();
    this.#crashesAtMs.push(nowMs);
    return { delayMs: this.#backoff.next(), degraded: this.degraded(nowMs) };
  }

  degraded(nowMs: number): boolean {
    return this.#crashesAtMs.filter((atMs) => nowMs - atMs < this.#windowMs).length >= this.#maxCrashes;
  }
}
