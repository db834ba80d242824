import { serialize, create, MediaHook } from '@dubbing/contracts';
import { Backoff, describeError, sleep, type Logger } from '@dubbing/common';

/** Attempts at one call; the service calls itself, so more would not help. */
const ATTEMPTS = 5;

/** Calls the service's hook routes for the embedded media server, one call after the other, as MediaMTX would. */
export class HookCaller {
  readonly #baseUrl: string;
  readonly #secret: string;
  readonly #logger: Logger;
  readonly #abort = new AbortController();
  #tail: Promise<void> = Promise.resolve();

  /** @param secret by which the service knows that it is called by itself */
  constructor(baseUrl: string, secret: string, logger: Logger) {
    this.#baseUrl = baseUrl;
    this.#secret = secret;
    this.#logger = logger;
  }

  call(kind: 'ready' | 'not-ready', body: { path: string; sourceType: string; sourceId: string }): void {
    this.#tail = this.#tail
      .then(() => this.#post(kind, body))
      .catch((error: unknown) => {
        if (!this.#abort.signal.aborted)
          this.#logger.warn('a hook was not delivered', { kind, ...body, problem: describeError(error) });
      });
  }

  /** Gives up what is under way. Idempotent. */
  async close(): Promise<void> {
    this.#abort.abort();
    await this.#tail;
  }

  async #post(kind: string, body: { path: string; sourceType: string; sourceId: string }): Promise<void> {
    const { signal } = this.#abort;
    const text = JSON.stringify(serialize(create(MediaHook, body)));
    const backoff = new Backoff({ initialMs: 100, maxMs: 1000 });
    for (let attempt = 1; ; attempt += 1) {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.#secret}` };
      const response = await fetch(`${this.#baseUrl}/v1/mediamtx/events/${kind}`, {
        method: 'POST',
        headers,
        body: text,
        signal,
      });
      if (response.ok) return;
      if (attempt === ATTEMPTS || response.status < 500) throw new Error(`${response.status} ${await response.text()}`);
      await sleep(backoff.next(), signal);
    }
  }
}
