import { Deferred } from '@dubbing/common';
import type { MessageName, Messages } from './contract-version.js';

/** What a peer has received, each message to be taken once, in the order of those of its kind. */
export class Inbox {
  readonly #kept: { name: MessageName; message: unknown }[] = [];
  readonly #waiting: { name: MessageName; taken: Deferred<unknown> }[] = [];
  #failure: Error | undefined;

  add<N extends MessageName>(name: N, message: Messages[N]): void {
    const at = this.#waiting.findIndex((waiting) => waiting.name === name);
    const [waiting] = at === -1 ? [] : this.#waiting.splice(at, 1);
    if (waiting !== undefined) waiting.taken.resolve(message);
    else this.#kept.push({ name, message });
    // Who waits for something else would wait for ever.
    if (name === 'ErrorMessage' && waiting === undefined && this.#waiting.length > 0) {
      const { code, message: said } = message as Messages['ErrorMessage'];
      this.fail(new Error(`the peer refused: ${code}: ${said}`));
    }
  }

  /** Whoever waits, now or later, is told. */
  fail(error: Error): void {
    this.#failure ??= error;
    for (const { taken } of this.#waiting.splice(0)) taken.reject(error);
  }

  /** The next message of that kind, which may have come already. */
  next<N extends MessageName>(name: N): Promise<Messages[N]> {
    const at = this.#kept.findIndex((kept) => kept.name === name);
    const [kept] = at === -1 ? [] : this.#kept.splice(at, 1);
    if (kept !== undefined) return Promise.resolve(kept.message as Messages[N]);
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const taken = new Deferred<unknown>();
    this.#waiting.push({ name, taken });
    return taken.promise as Promise<Messages[N]>;
  }

  /** Names of what nobody has taken. */
  get left(): MessageName[] {
    return this.#kept.map(({ name }) => name);
  }
}
