import { DubbingError, describeError } from '@dubbing/common';

import { errorCodes } from '../../errors.js';
import type { Resource } from './playlist.js';

/** Neither a playlist nor a segment of some seconds takes longer where it can be played at all. */
const TIMEOUT_MS = 10_000;

export interface Downloaded {
  readonly bytes: Buffer;
  /** Where it was in the end, after redirects. */
  readonly url: string;
}

/** Fetches over HTTP with the user and password of the stream's own address. */
export class Downloads {
  readonly #authorization: string | undefined;
  readonly #origin: string;
  readonly #masked: string;
  readonly #signal: AbortSignal;

  constructor(streamUrl: string, masked: string, signal: AbortSignal) {
    const { username, password, origin } = new URL(streamUrl);
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    this.#authorization = username === '' ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
    this.#origin = origin;
    this.#masked = masked;
    this.#signal = signal;
  }

  /** @throws DubbingError INPUT_UNREACHABLE */
  async get({ url, range }: Resource): Promise<Downloaded> {
    const address = new URL(url);
    const isOwn = address.origin === this.#origin;
    // fetch refuses addresses with a user.
    address.username = '';
    address.password = '';
    const headers: Record<string, string> = {};
    if (this.#authorization !== undefined && isOwn) headers['authorization'] = this.#authorization;
    if (range !== undefined) headers['range'] = `bytes=${range.from}-${range.from + range.length - 1}`;
    try {
      const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(TIMEOUT_MS)]);
      const response = await fetch(address, { headers, signal });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const all = Buffer.from(await response.arrayBuffer());
      // Who does not know ranges gives the whole.
      const isWhole = range !== undefined && response.status !== 206;
      return { bytes: isWhole ? all.subarray(range.from, range.from + range.length) : all, url: response.url };
    } catch (cause) {
      throw new DubbingError(
        errorCodes.INPUT_UNREACHABLE,
        `${address.pathname.split('/').at(-1) ?? ''} cannot be fetched: ${describeError(cause)}`,
        { field: 'input', source: this.#masked, retryable: true, cause },
      );
    }
  }
}
