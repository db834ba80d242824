import type { PushPort } from './pipeline.js';

/** What waits is no more than this, however long it may wait. */
const MAX_WAITING_BYTES = 256 * 1024;

/**
 * Pushes packets to an `appsrc` that takes a stream of bytes, many at once: each push wakes a thread, and that costs more
 * than what is then done with a packet.
 */
export class PacketPort {
  readonly #port: PushPort;
  readonly #holdMs: number;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #sinceMs = 0;

  /**
   * @param holdMs how long packets may wait for others, looked at as they come; 0 for no longer than the call in which
   *   they are pushed
   */
  constructor(port: PushPort, holdMs = 0) {
    this.#port = port;
    this.#holdMs = holdMs;
  }

  push(packet: Buffer): void {
    if (this.#waiting.length === 0) this.#begin();
    this.#waiting.push(packet);
    this.#waitingBytes += packet.length;
    if (this.#waitingBytes >= MAX_WAITING_BYTES || (this.#holdMs > 0 && this.#isOld())) this.flush();
  }

  /** Pushes what waits. */
  flush(): void {
    const [first] = this.#waiting;
    if (first === undefined) return;
    const bytes = this.#waiting.length === 1 ? first : Buffer.concat(this.#waiting, this.#waitingBytes);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#port.push(bytes);
  }

  /** Bytes that the pipeline has not taken yet. */
  levelBytes(): number {
    return this.#waitingBytes + this.#port.levelBytes();
  }

  #begin(): void {
    if (this.#holdMs > 0) this.#sinceMs = performance.now();
    else queueMicrotask(() => this.flush());
  }

  #isOld(): boolean {
    return performance.now() - this.#sinceMs >= this.#holdMs;
  }
}
