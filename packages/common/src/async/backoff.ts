export interface BackoffOptions {
  /** First delay, in milliseconds. Default 250. */
  readonly initialMs?: number;
  /** No delay is longer, in milliseconds. Default 10000. */
  readonly maxMs?: number;
  /** Each delay is this many times the one before. Default 2. */
  readonly factor?: number;
  /** The part of the delay that chance decides, 0 (none) to 1 ("full jitter"). Default 0.5. */
  readonly jitter?: number;
  /** Gives numbers from 0 up to 1. Default Math.random; tests give their own. */
  readonly random?: () => number;
}

/**
 * The delays between attempts: they grow, stay below a limit, and are scattered, so that
 * many clients that lost one server do not all return to it at the same instant.
 */
export class Backoff {
  readonly #initialMs: number;
  readonly #maxMs: number;
  readonly #factor: number;
  readonly #jitter: number;
  readonly #random: () => number;
  #attempts = 0;

  constructor(options: BackoffOptions = {}) {
    this.#initialMs = options.initialMs ?? 250;
    this.#maxMs = options.maxMs ?? 10_000;
    this.#factor = options.factor ?? 2;
    this.#jitter = options.jitter ?? 0.5;
    this.#random = options.random ?? Math.random;
  }

  /** How many delays were taken since the last reset. */
  get attempts(): number {
    return this.#attempts;
  }

  /** The delay before the next attempt, in whole milliseconds. */
  next(): number {
    const delayMs = Math.min(this.#maxMs, this.#initialMs * this.#factor ** this.#attempts);
    this.#attempts += 1;
    return Math.round(delayMs * (1 - this.#jitter * this.#random()));
  }

  /** To be called after a success. */
  reset(): void {
    this.#attempts = 0;
  }
}
