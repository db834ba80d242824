import { get as getPlain } from 'node:http';
import { get as getOverTls } from 'node:https';
import { DubbingError, describeError, onAbort } from '@dubbing/common';
import { errorCodes } from '../../errors.js';

/** Whom the control API knows. */
export interface ApiCredentials {
  readonly user: string;
  readonly password: string;
}

export interface ControlApiOptions {
  /** Such as `http://127.0.0.1:9997`. A user and password in it count for more than `credentials`. */
  readonly url: string;
  /** Sent with each request, unasked: MediaMTX answers one without them with a refusal, after seconds. */
  readonly credentials?: ApiCredentials | undefined;
  /** Longer than the seconds that MediaMTX lets a refusal wait, so that a refusal is told from silence. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
/** A path with its tracks is about 1 kB. */
const MOST_BYTES = 64 * 1024 * 1024;

/** What the control API answered. */
export interface ApiAnswer {
  readonly status: 200 | 404;
  /** Undefined for 404. */
  readonly body: unknown;
}

/** Asks MediaMTX's control API, which has had its form since version 1.0. */
export class ControlApi {
  /** Without credentials: may stand in logs. */
  readonly url: string;
  readonly #authorization: string | undefined;
  readonly #timeoutMs: number;

  constructor({ url, credentials, timeoutMs = TIMEOUT_MS }: ControlApiOptions) {
    const address = new URL(url);
    const own = { user: decoded(address.username), password: decoded(address.password) };
    const { user, password } = own.user === '' ? (credentials ?? own) : own;
    if (user !== '') this.#authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    address.username = '';
    address.password = '';
    address.search = '';
    address.hash = '';
    this.url = address.href.replace(/\/+$/, '');
    this.#timeoutMs = timeoutMs;
  }

  /**
   * @param path with its query, such as `/v3/paths/list?page=0`
   * @throws DubbingError MEDIAMTX_UNREACHABLE, MEDIAMTX_REFUSED, MEDIAMTX_ANSWER_INVALID; the reason of the signal
   */
  async get(path: string, signal: AbortSignal): Promise<ApiAnswer> {
    const limit = new AbortController();
    const forget = onAbort(signal, () => limit.abort(signal.reason));
    const timer = setTimeout(() => limit.abort(this.#silent()), this.#timeoutMs);
    try {
      return await this.#ask(path, limit.signal);
    } catch (error) {
      if (limit.signal.aborted) throw limit.signal.reason;
      if (error instanceof DubbingError) throw error;
      throw this.#unreachable(describeError(error), error);
    } finally {
      clearTimeout(timer);
      forget();
    }
  }

  async #ask(path: string, signal: AbortSignal): Promise<ApiAnswer> {
    const headers = { accept: 'application/json', ...(this.#authorization && { authorization: this.#authorization }) };
    const { status, text } = await request(`${this.url}${path}`, headers, signal);
    if (status === 200) return { status, body: this.#read(path, text) };
    if (status === 404) return { status, body: undefined };
    if (status === 401 || status === 403) throw this.#refused();
    if (status >= 500) throw this.#unreachable(`it answered ${status}`);
    throw invalidAnswer(this.url, `it answered ${status} to ${path}`);
  }

  #read(path: string, text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw invalidAnswer(this.url, `its answer to ${path} is no JSON`);
    }
  }

  #silent(): DubbingError {
    return this.#unreachable(`no answer within ${this.#timeoutMs} ms`);
  }

  #unreachable(why: string, cause?: unknown): DubbingError {
    const message = `the control API of MediaMTX at ${this.url} does not answer: ${why}`;
    return new DubbingError(errorCodes.MEDIAMTX_UNREACHABLE, message, { source: this.url, retryable: true, cause });
  }

  #refused(): DubbingError {
    const message = `MediaMTX at ${this.url} does not let media-service use its control API: its authHTTPAddress must lead to this service and hold its MEDIA_HOOK_SECRET, or its own users must be allowed the action "api"`;
    return new DubbingError(errorCodes.MEDIAMTX_REFUSED, message, { source: this.url, retryable: true });
  }
}

/** A percent sign that begins no escape stands for itself. */
function decoded(part: string): string {
  return part.replaceAll(/(?:%[0-9a-f]{2})+/gi, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString(),
  );
}

/**
 * An answer that is not in the form of MediaMTX's control API.
 * @param url without credentials
 */
export function invalidAnswer(url: string, why: string): DubbingError {
  const message = `what answers at ${url} is not the control API of MediaMTX: ${why}`;
  return new DubbingError(errorCodes.MEDIAMTX_ANSWER_INVALID, message, { source: url, retryable: true });
}

/**
 * A connection for each request: a kept one may just have been closed at the other end. Not by `fetch`, which knows ports
 * that it never asks; and redirects are not followed, since the credentials are for this address alone.
 */
function request(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const get = url.startsWith('https:') ? getOverTls : getPlain;
    const asking = get(url, { agent: false, headers, signal }, (response) => {
      const pieces: Buffer[] = [];
      let bytes = 0;
      response.on('data', (piece: Buffer) => {
        bytes += piece.length;
        if (bytes > MOST_BYTES) asking.destroy(new Error(`its answer is longer than ${MOST_BYTES} bytes`));
        else pieces.push(piece);
      });
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString() });
      });
    });
    asking.on('error', reject);
  });
}
