import { throwIfAborted } from './abort.js';

/** Runs tasks one at a time, in the order in which they came. */
export class Mutex {
  #tail: Promise<unknown> = Promise.resolve();
  #pending = 0;

  /** Tasks that run or wait. */
  get pending(): number {
    return this.#pending;
  }

  /** Settles as `task` does. A task whose signal aborts while it waits is never started. */
  run<T>(task: () => T | PromiseLike<T>, signal?: AbortSignal): Promise<T> {
    this.#pending += 1;
    const result = this.#tail.then(async () => {
      try {
        throwIfAborted(signal);
        return await task();
      } finally {
        this.#pending -= 1;
      }
    });
    // The next task starts after this one however it ended; its caller has the error.
    this.#tail = result.catch(() => {});
    return result;
  }
}

/** The same function, whose calls run one at a time in order. */
export function serialize<A extends unknown[], R>(
  task: (...args: A) => R | PromiseLike<R>,
): (...args: A) => Promise<R> {
  const mutex = new Mutex();
  return (...args) => mutex.run(() => task(...args));
}
