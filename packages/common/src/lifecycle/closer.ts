import { DubbingError } from '../errors/dubbing-error.js';
import { describeError } from '../errors/convert.js';
import { errorCodes } from '../errors/error-codes.js';

type Close = () => unknown;

/**
 * Tears down what was built up, the last first. Whoever opens something adds how it is
 * closed on the next line; so a start that fails half-way closes exactly what it had opened.
 */
export class Closer {
  readonly #parts: { readonly name: string; readonly close: Close }[] = [];
  #closing: Promise<void> | undefined;

  /** True from the moment that `close` is called. */
  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /** Adds a part. One that comes after `close` was called is closed in its turn all the same. */
  add(name: string, close: Close): void {
    this.#parts.push({ name, close });
  }

  /**
   * Closes every part, each after the one before it is done. Idempotent: later calls return
   * the first one's promise. A part that fails does not keep the others from being closed.
   * @throws DubbingError CLOSE_FAILED naming the parts that failed, after all were tried.
   */
  close(): Promise<void> {
    // The tick lets `#closing` be set before a part that closes its own owner runs.
    this.#closing ??= Promise.resolve().then(() => this.#run());
    return this.#closing;
  }

  async #run(): Promise<void> {
    const failures: { name: string; error: unknown }[] = [];
    for (let part = this.#parts.pop(); part !== undefined; part = this.#parts.pop()) {
      try {
        await part.close();
      } catch (error) {
        failures.push({ name: part.name, error });
      }
    }
    if (failures.length === 0) return;
    throw new DubbingError(
      errorCodes.CLOSE_FAILED,
      `not closed cleanly: ${failures.map((f) => `${f.name} (${describeError(f.error)})`).join(', ')}`,
      {
        cause: new AggregateError(
          failures.map((f) => f.error),
          `${failures.length} parts failed`,
        ),
      },
    );
  }
}

/** Closes the parts in the order opposite to the given one. @throws as `Closer.close`. */
export async function closeAll(parts: Readonly<Record<string, Close>>): Promise<void> {
  const closer = new Closer();
  for (const [name, close] of Object.entries(parts)) closer.add(name, close);
  await closer.close();
}
