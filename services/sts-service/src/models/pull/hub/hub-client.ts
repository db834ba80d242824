import { stsError } from '../../../errors.js';
import { Transient } from '../transient.js';
import { shownUrl } from './hub-errors.js';

const mostRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);
const telling = ['x-repo-commit', 'x-linked-etag', 'x-linked-size'];

export interface HubClientOptions {
  readonly url: string;
  readonly token?: string | undefined;
}

export interface HubRequest {
  readonly method: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  /** Stops at a redirect to another host and gives that answer. */
  readonly stayOnHost?: boolean;
  readonly signal: AbortSignal;
}

export interface HubAnswer {
  readonly response: Response;
  /** Of this answer, after redirects. */
  readonly url: URL;
  /** Whether it came from the hub itself. */
  readonly own: boolean;
  /** What the hub's own answers on the way here told of the file; a hub may redirect to a cache of its own that does not. */
  readonly told: ReadonlyMap<string, string>;
}

/** HTTP with a hub. The token goes to the hub's own origin and nowhere else. */
export class HubClient {
  readonly base: URL;
  readonly #token: string | undefined;

  constructor(options: HubClientOptions) {
    this.base = new URL(options.url.endsWith('/') ? options.url : `${options.url}/`);
    this.#token = options.token;
  }

  /** @throws Transient when there is no answer. @throws DubbingError MODEL_HUB_MALFORMED for redirects that go astray. */
  async request(path: string, options: HubRequest): Promise<HubAnswer> {
    let url = new URL(path, this.base);
    let own = true;
    const told = new Map<string, string>();
    for (let hop = 0; hop <= mostRedirects; hop += 1) {
      const response = await this.#once(url, own, options);
      if (own) for (const name of telling) note(told, name, response);
      const location = redirects.has(response.status) ? response.headers.get('location') : null;
      if (location === null) return { response, url, own, told };
      const next = this.#next(location, url);
      if (options.stayOnHost === true && next.origin !== this.base.origin) return { response, url, own, told };
      await response.body?.cancel();
      own &&= next.origin === this.base.origin;
      url = next;
    }
    throw malformed(url, `redirects more than ${mostRedirects} times`);
  }

  async #once(url: URL, own: boolean, { method, headers, signal }: HubRequest): Promise<Response> {
    try {
      return await fetch(url, {
        method,
        redirect: 'manual',
        signal,
        headers: {
          // Compression on the way would make lengths and ranges mean something else.
          'accept-encoding': 'identity',
          'user-agent': 'dubbing-sts-service',
          ...headers,
          ...(own && this.#token !== undefined && { authorization: `Bearer ${this.#token}` }),
        },
      });
    } catch (cause) {
      if (signal.aborted) throw signal.reason;
      throw new Transient(`${shownUrl(url)} does not answer`, { cause });
    }
  }

  #next(location: string, from: URL): URL {
    if (!URL.canParse(location, from.href)) throw malformed(from, 'redirects to what is no URL');
    const next = new URL(location, from);
    const downgrade = from.protocol === 'https:' && next.protocol !== 'https:';
    if (downgrade || !/^https?:$/.test(next.protocol)) throw malformed(from, `redirects to ${next.protocol}`);
    return next;
  }
}

function note(told: Map<string, string>, name: string, { headers }: Response): void {
  const value = headers.get(name);
  if (value !== null) told.set(name, value);
}

function malformed(url: URL, why: string): Error {
  const source = shownUrl(url);
  return stsError('MODEL_HUB_MALFORMED', `${source} ${why}`, { source });
}
