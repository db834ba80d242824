import type { BreakerSettings } from './options.js';

/**
 * A circuit breaker. After so many failures in a row it opens, and nothing passes. When it has been open long
 * enough one attempt passes as a probe, whose outcome closes the breaker or opens it again.
 */
export class CircuitBreaker {
  readonly #limit: number;
  readonly #openMs: number;
  readonly #now: () => number;
  #failures = 0;
  #openedAtMs: number | undefined;
  #probing = false;

  /** @param now a clock in milliseconds that never goes back: media time, where that may run ahead of the wall clock */
  constructor({ failures = 3, openMs = 5000 }: BreakerSettings = {}, now: () => number) {
    this.#limit = failures;
    this.#openMs = openMs;
    this.#now = now;
  }

  /** Open, or trying a probe. */
  get isOpen(): boolean {
    return this.#openedAtMs !== undefined;
  }

  /** Whether an attempt would pass now. */
  get passes(): boolean {
    if (this.#openedAtMs === undefined) return true;
    return !this.#probing && this.#now() - this.#openedAtMs >= this.#openMs;
  }

  /** An attempt is made; while the breaker is open it is the probe. @returns whether it is one */
  attempt(): boolean {
    this.#probing = this.isOpen;
    return this.#probing;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#openedAtMs = undefined;
    this.#probing = false;
  }

  failed(): void {
    this.#failures++;
    if (!this.#probing && (this.isOpen || this.#failures < this.#limit)) return;
    this.#openedAtMs = this.#now();
    this.#probing = false;
  }

  /** The attempt came to no outcome, because the connection broke under it. */
  withdrawn(): void {
    this.#probing = false;
  }
}
