import { abortError, describeError, throwIfAborted, type DubbingError } from '@dubbing/common';
import { stsError } from '../../errors.js';
import { readBody } from './read-body.js';

export interface EndpointOptions {
  /** The engine's name, for errors. */
  readonly name: string;
  /** Such as `http://127.0.0.1:8000/v1`. */
  readonly baseUrl: string;
  /** Sent as a bearer token, and shown nowhere. */
  readonly key?: string | undefined;
  /** How long one question may take, its second attempt included. */
  readonly timeoutMs: number;
}

export interface Question {
  /** Behind the base URL, without a slash in front. */
  readonly path: string;
  /** Made anew for each attempt, since a body is read while it is sent. */
  readonly body: () => { readonly body: FormData | string; readonly type?: string };
  readonly maxAnswerBytes: number;
  /** On the clock of `performance.now()`. */
  readonly deadlineAtMs: number;
  readonly signal: AbortSignal;
}

export interface RemoteAnswer {
  readonly body: Buffer;
  /** Media type without parameters, in lower case. */
  readonly type: string;
}

/** A failure of one attempt after which another one may succeed. Never leaves this file. */
class Passing extends Error {}

/**
 * One HTTP endpoint of OpenAI's kind. Nothing that the other side says in words gets into an error:
 * some servers repeat the key there.
 */
export class Endpoint {
  readonly #options: EndpointOptions;
  readonly #base: URL;

  /** @throws DubbingError ENGINE_UNAVAILABLE when the address or the key cannot be used. */
  constructor(options: EndpointOptions) {
    this.#options = options;
    this.#base = new URL(options.baseUrl);
    if (this.#base.username !== '' || this.#base.password !== '') {
      throw this.#error(
        'ENGINE_UNAVAILABLE',
        'its address has a user name or a password in it; keys have a setting of their own',
      );
    }
    // Node's own complaint about a header that cannot be sent would show it.
    if (options.key !== undefined && !/^[\x21-\x7e]+$/.test(options.key)) {
      throw this.#error('ENGINE_UNAVAILABLE', 'its key has characters that no header can have');
    }
  }

  /**
   * Asks once, and once more when the connection breaks or the server fails and there is time for it.
   * @throws DubbingError ENGINE_UNAVAILABLE (the key, the path or the model is not taken), ENGINE_BUSY (429),
   * ENGINE_FAILED, DEADLINE_EXCEEDED after the time limit, or the signal's reason.
   */
  async ask(question: Question): Promise<RemoteAnswer> {
    const late = AbortSignal.timeout(this.#options.timeoutMs);
    const signal = AbortSignal.any([question.signal, late]);
    const startedAtMs = performance.now();
    try {
      try {
        return await this.#attempt(question, signal);
      } catch (error) {
        const tookMs = performance.now() - startedAtMs;
        const leftMs = question.deadlineAtMs - performance.now();
        if (!(error instanceof Passing) || leftMs <= tookMs) throw error;
        return await this.#attempt(question, signal);
      }
    } catch (error) {
      if (question.signal.aborted) throw abortError(question.signal);
      if (late.aborted) {
        throw this.#error('DEADLINE_EXCEEDED', `it did not answer within ${this.#options.timeoutMs} ms`);
      }
      throw error instanceof Passing ? this.#error('ENGINE_FAILED', error.message) : error;
    }
  }

  async #attempt({ path, body: make, maxAnswerBytes }: Question, signal: AbortSignal): Promise<RemoteAnswer> {
    throwIfAborted(signal);
    const url = new URL(this.#base);
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`;
    const { body, type } = make();
    const { key } = this.#options;
    const headers = {
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(type !== undefined && { 'content-type': type }),
    };
    let response: Response;
    try {
      // A redirect would carry speech, and perhaps the key, to where nobody has sent it.
      response = await fetch(url, { method: 'POST', body, headers, signal, redirect: 'error' });
    } catch (error) {
      throwIfAborted(signal);
      throw new Passing(`it cannot be reached: ${reasonOf(error)}`);
    }
    if (!response.ok) {
      await response.body?.cancel();
      throw this.#refusal(response.status);
    }
    try {
      const bytes = await readBody(response, maxAnswerBytes);
      if (bytes === undefined) throw this.#error('ENGINE_FAILED', `its answer has more than ${maxAnswerBytes} bytes`);
      return {
        body: bytes,
        type: (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
      };
    } catch (error) {
      throwIfAborted(signal);
      if (error instanceof TypeError) throw new Passing(`its answer broke off: ${reasonOf(error)}`);
      throw error;
    }
  }

  #refusal(status: number): Error {
    if (status >= 500) return new Passing(`it answered with HTTP ${status}`);
    switch (status) {
      case 401:
      case 403:
        return this.#error('ENGINE_UNAVAILABLE', `it does not take the key (HTTP ${status})`);
      case 404:
        return this.#error('ENGINE_UNAVAILABLE', 'it does not know the path or the model (HTTP 404)');
      case 429:
        return this.#error('ENGINE_BUSY', 'it takes no more at this moment (HTTP 429)');
      default:
        return this.#error('ENGINE_FAILED', `it refused the request with HTTP ${status}`);
    }
  }

  /** An error that tells the engine's name and address. */
  #error(
    code: 'ENGINE_UNAVAILABLE' | 'ENGINE_BUSY' | 'ENGINE_FAILED' | 'DEADLINE_EXCEEDED',
    what: string,
  ): DubbingError {
    const { name } = this.#options;
    return stsError(code, `the remote engine ${name} at ${this.#base.origin}${this.#base.pathname}: ${what}`, {
      source: name,
    });
  }
}

/** What the system says of a connection, such as `ECONNRESET`. The text of `fetch` itself says nothing. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = (cause as { readonly code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : describeError(cause ?? error);
}
