import { Transient } from './transient.js';

/**
 * Gives an attempt up when nothing has come for a while. Its signal aborts with `Transient`, or with the reason of the
 * outer signal; `stop` must be called in the end, or a timer is left.
 */
export class StallWatch {
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(stallMs: number, outer: AbortSignal) {
    this.signal = AbortSignal.any([outer, this.#controller.signal]);
    this.#timer = setTimeout(() => {
      this.#controller.abort(new Transient(`nothing came for ${stallMs} ms`));
    }, stallMs);
  }

  /** Something came. */
  touch(): void {
    this.#timer.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
