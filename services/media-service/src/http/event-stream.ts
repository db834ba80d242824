import type { Response } from 'express';

export interface ServerEvent {
  /** What an event of the same key says is out of date with this one. */
  readonly key: string;
  readonly name: string;
  readonly id: number;
  readonly data: unknown;
}

export interface EventStreamOptions {
  /** How often a comment keeps the connection open through whatever stands between. Default 15 s. */
  readonly heartbeatMs?: number;
  /** How long a reader may take nothing before it is left. Default 45 s. */
  readonly patienceMs?: number;
}

/** Events that wait for a reader that is behind. */
const MOST_WAITING = 32;
/** After this a browser that lost the connection comes back. */
const RETRY_MS = 2000;

/**
 * Server-sent events for one reader, of which little is held: what the connection does not take waits, the newest of each key, and of many the
 * newest. A reader that takes nothing for long is left.
 */
export class EventStream {
  readonly #response: Response;
  readonly #patienceMs: number;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #waiting = new Map<string, string>();
  #stuckSinceMs: number | undefined;

  /** Begins the answer. @param onClose the reader is gone, whoever ended it */
  constructor(response: Response, onClose: () => void, options: EventStreamOptions = {}) {
    const { heartbeatMs = 15_000, patienceMs = 45_000 } = options;
    this.#response = response;
    this.#patienceMs = patienceMs;
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs);
    response.on('drain', () => this.#flush());
    response.once('close', () => {
      clearInterval(this.#heartbeat);
      this.#waiting.clear();
      onClose();
    });
    response.status(200).set({
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache, no-transform',
      // nginx would hold events back to fill its buffers.
      'X-Accel-Buffering': 'no',
    });
    response.flushHeaders();
    this.#write(`retry: ${RETRY_MS}\n\n`);
  }

  send({ key, name, id, data }: ServerEvent): void {
    if (this.#isOver) return;
    this.#waiting.delete(key);
    this.#waiting.set(key, `event: ${name}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size > MOST_WAITING && oldest !== undefined) this.#waiting.delete(oldest);
    if (this.#stuckSinceMs === undefined) this.#flush();
  }

  /** Says that nothing follows, so that the reader does not come back for more, and ends the answer. */
  end(): void {
    clearInterval(this.#heartbeat);
    if (this.#isOver) return;
    if (this.#stuckSinceMs === undefined) this.#response.end('event: end\ndata: {}\n\n');
    else this.#response.destroy();
  }

  /** To write then would be an error that nobody takes. */
  get #isOver(): boolean {
    return this.#response.destroyed || this.#response.writableEnded;
  }

  #beat(): void {
    if (this.#isOver) return;
    if (this.#stuckSinceMs === undefined) this.#write(':\n\n');
    else if (performance.now() - this.#stuckSinceMs >= this.#patienceMs) this.#response.destroy();
  }

  #flush(): void {
    this.#stuckSinceMs = undefined;
    for (const [key, text] of this.#waiting) {
      this.#waiting.delete(key);
      if (!this.#write(text)) return;
    }
  }

  /** @returns whether the connection takes more */
  #write(text: string): boolean {
    const takesMore = this.#response.write(text);
    if (!takesMore) this.#stuckSinceMs ??= performance.now();
    return takesMore;
  }
}
