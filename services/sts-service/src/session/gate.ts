import { Deferred, abortable, throwIfAborted } from '@dubbing/common';

/** Lets `width` tasks run at the same time; the others wait in the order in which they came. */
export class Gate {
  readonly #waiting: Deferred<void>[] = [];
  #free: number;

  constructor(width: number) {
    this.#free = width;
  }

  /** Settles as `task` does. A task whose signal aborts while it waits is never started. */
  async run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#enter(signal);
    try {
      return await task();
    } finally {
      this.#leave();
    }
  }

  async #enter(signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    const turn = new Deferred<void>();
    this.#waiting.push(turn);
    try {
      await abortable(signal, turn.promise);
    } catch (error) {
      const index = this.#waiting.indexOf(turn);
      // Whoever was let in and gave up in the same instant hands the place on.
      if (index === -1) this.#leave();
      else this.#waiting.splice(index, 1);
      throw error;
    }
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next.resolve();
  }
}
