import { DubbingError } from '../errors/dubbing-error.js';
import { errorCodes } from '../errors/error-codes.js';
import { abortError, onAbort, throwIfAborted } from './abort.js';
import { Deferred } from './deferred.js';

/**
 * A queue of at most `capacity` items. `push` waits for room, so that a slow consumer slows
 * the producer down instead of filling the memory; `tryPush` is for producers that cannot
 * wait and count what they drop.
 */
// Any value but null and undefined is meant: undefined tells the end of the queue.
// oxlint-disable-next-line typescript/no-generated-empty-object-type
export class BoundedQueue<T extends NonNullable<unknown>> implements AsyncIterable<T> {
  readonly capacity: number;
  readonly #items: T[] = [];
  readonly #producers = new Map<Deferred<void>, T>();
  readonly #consumers = new Set<Deferred<T | undefined>>();
  #closed = false;
  #error: Error | undefined;

  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new RangeError(`a queue holds at least one item, not ${capacity}`);
    }
    this.capacity = capacity;
  }

  get size(): number {
    return this.#items.length;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Takes the item if there is room. False when the queue is full or closed. */
  tryPush(item: T): boolean {
    // Producers that already wait come first; overtaking them would change the order.
    if (this.#closed || this.#producers.size > 0) return false;
    return this.#accept(item);
  }

  /**
   * Resolves when the item is in the queue.
   * @throws DubbingError QUEUE_CLOSED, or the abort reason; the item is not in the queue then.
   */
  async push(item: T, signal?: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    if (this.#closed) throw queueClosed(this.#error);
    if (this.tryPush(item)) return;
    const turn = new Deferred<void>();
    this.#producers.set(turn, item);
    await settle(turn, this.#producers, signal);
  }

  /**
   * The oldest item, as soon as there is one; undefined when the queue is closed and empty.
   * @throws the error that the queue was closed with, or the abort reason.
   */
  async take(signal?: AbortSignal): Promise<T | undefined> {
    throwIfAborted(signal);
    const item = this.#items.shift();
    if (item !== undefined) {
      this.#admit();
      return item;
    }
    if (this.#error !== undefined) throw this.#error;
    if (this.#closed) return undefined;
    const turn = new Deferred<T | undefined>();
    this.#consumers.add(turn);
    return settle(turn, this.#consumers, signal);
  }

  /**
   * Takes no more items. Without an error the items that are in the queue can still be taken;
   * with one they are dropped, and every `take` rejects with it. Only the first call counts.
   */
  close(error?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#error = error;
    if (error !== undefined) this.#items.length = 0;
    for (const producer of this.#producers.keys()) producer.reject(queueClosed(error));
    for (const consumer of this.#consumers) {
      if (error === undefined) consumer.resolve(undefined);
      else consumer.reject(error);
    }
    this.#producers.clear();
    this.#consumers.clear();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (let item = await this.take(); item !== undefined; item = await this.take()) yield item;
  }

  #accept(item: T): boolean {
    const [consumer] = this.#consumers;
    if (consumer !== undefined) {
      this.#consumers.delete(consumer);
      consumer.resolve(item);
      return true;
    }
    if (this.#items.length >= this.capacity) return false;
    this.#items.push(item);
    return true;
  }

  /** Moves in the item of the producer that waits longest. */
  #admit(): void {
    const [waiting] = this.#producers;
    if (waiting === undefined) return;
    const [producer, item] = waiting;
    this.#producers.delete(producer);
    this.#items.push(item);
    producer.resolve();
  }
}

/** Waits for one's turn; who gives up leaves the line. */
async function settle<R>(
  turn: Deferred<R>,
  line: { delete(turn: Deferred<R>): boolean },
  signal: AbortSignal | undefined,
): Promise<R> {
  const forget = onAbort(signal, () => {
    line.delete(turn);
    turn.reject(abortError(signal as AbortSignal));
  });
  try {
    return await turn.promise;
  } finally {
    forget();
  }
}

function queueClosed(cause: Error | undefined): DubbingError {
  return new DubbingError(errorCodes.QUEUE_CLOSED, 'the queue is closed', { cause });
}
