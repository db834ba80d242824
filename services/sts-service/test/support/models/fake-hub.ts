import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const commit = '0123456789abcdef0123456789abcdef01234567';

export interface Seen {
  readonly server: 'hub' | 'storage';
  readonly method: string;
  readonly path: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
  readonly authorization: string | undefined;
}

export interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly content: Buffer;
  /** The first byte that the request asks for. */
  readonly start: number;
  /** The file's tag, where the server tells one. */
  readonly tag: string | undefined;
}

/** What a server does instead of sending the file. */
export type Behaviour = (asked: Asked) => void;

/**
 * A hub as Hugging Face is one, on this machine: small files come from itself with git hashes, the others by way of a
 * redirect from a storage of another origin, with sha256 and size in the redirect. It can be told to misbehave.
 */
export class FakeHub {
  readonly seen: Seen[] = [];
  /** By path in the repository. */
  readonly #files = new Map<string, Buffer>();
  readonly #large = new Set<string>();
  readonly #behaviours = new Map<string, Behaviour[]>();
  readonly #headers = new Map<string, Record<string, string>>();
  readonly #hub: Server;
  readonly #storage: Server;
  /** False: a plain file server, which knows nothing of hashes and commits. */
  readonly #tells: boolean;
  /** Small files come by way of a redirect within the hub, and only the redirect tells the commit. */
  readonly #caches: boolean;

  private constructor(tells: boolean, caches: boolean) {
    this.#tells = tells;
    this.#caches = caches;
    this.#hub = createServer((request, response) => {
      this.#answerHub(request, response);
    });
    this.#storage = createServer((request, response) => {
      this.#answerStorage(request, response);
    });
  }

  static async start(options: { readonly tells?: boolean; readonly caches?: boolean } = {}): Promise<FakeHub> {
    const hub = new FakeHub(options.tells ?? true, options.caches ?? false);
    for (const server of [hub.#hub, hub.#storage]) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    }
    return hub;
  }

  get url(): string {
    return urlOf(this.#hub);
  }

  /** @param large whether it lies in the storage */
  put(path: string, content: Buffer, large: boolean): void {
    this.#files.set(path, content);
    if (large) this.#large.add(path);
  }

  /** What the next requests for the bytes of a file meet, one after the other; later ones get the file. */
  misbehave(path: string, ...behaviours: Behaviour[]): void {
    this.#behaviours.set(path, behaviours);
  }

  /** Replaces headers of the answers that tell of a file. */
  lie(path: string, headers: Record<string, string>): void {
    this.#headers.set(path, headers);
  }

  /** The requests for the bytes of a file that reached the server which has them. */
  fetches(path: string): Seen[] {
    const server = this.#tells && this.#large.has(path) ? 'storage' : 'hub';
    return this.seen.filter((seen) => seen.method === 'GET' && seen.path === path && seen.server === server);
  }

  async close(): Promise<void> {
    for (const server of [this.#hub, this.#storage]) {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  }

  #answerHub(request: IncomingMessage, response: ServerResponse): void {
    const [, cached, encoded] = /\/resolve(-cache)?\/[^/]+\/(.*)$/.exec(request.url ?? '') ?? [];
    const path = decodeURIComponent(encoded ?? '');
    this.#note('hub', path, request);
    const content = this.#files.get(path);
    if (content === undefined) {
      response.writeHead(404, { 'x-error-code': 'EntryNotFound', 'x-error-message': 'Entry not found' }).end();
      return;
    }
    const toStorage = this.#tells && this.#large.has(path);
    if (this.#caches && !toStorage) {
      const told = this.#statement(content, false);
      if (cached === undefined) {
        const location = `/api/resolve-cache/${commit}/${encoded}`;
        response.writeHead(307, { 'x-repo-commit': commit, location, 'content-length': 3 }).end('see');
      } else if (request.method === 'HEAD') {
        response.writeHead(200, { etag: told['etag'], 'content-length': content.length }).end();
      } else {
        this.#send(path, content, request, response, {});
      }
      return;
    }
    const headers = { ...this.#statement(content, toStorage), ...this.#headers.get(path) };
    if (toStorage) {
      response.writeHead(302, { ...headers, location: `${urlOf(this.#storage)}/${path}?signature=secret` }).end();
    } else if (request.method === 'HEAD') {
      response.writeHead(200, { 'content-length': content.length, ...headers }).end();
    } else {
      this.#send(path, content, request, response, headers);
    }
  }

  #answerStorage(request: IncomingMessage, response: ServerResponse): void {
    const path = decodeURIComponent(new URL(request.url ?? '', 'http://storage').pathname.slice(1));
    this.#note('storage', path, request);
    const content = this.#files.get(path) ?? Buffer.alloc(0);
    this.#send(path, content, request, response, { etag: `"storage-${sha256(content).slice(0, 8)}"` });
  }

  #send(
    path: string,
    content: Buffer,
    request: IncomingMessage,
    response: ServerResponse,
    headers: Record<string, string>,
  ): void {
    const wanted = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const ifRange = request.headers['if-range'];
    const start = ifRange === undefined || ifRange === headers['etag'] ? wanted : 0;
    const behaviour = this.#behaviours.get(path)?.shift();
    if (behaviour !== undefined) {
      behaviour({ request, response, content, start, tag: headers['etag'] });
      return;
    }
    const body = content.subarray(start);
    const range = start === 0 ? {} : { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` };
    response.writeHead(start === 0 ? 200 : 206, { ...headers, ...range, 'content-length': body.length }).end(body);
  }

  #statement(content: Buffer, linked: boolean): Record<string, string> {
    if (!this.#tells) return {};
    const tag = linked
      ? { 'x-linked-etag': `"${sha256(content)}"`, 'x-linked-size': String(content.length) }
      : { etag: `"${gitSha1(content)}"` };
    return { 'x-repo-commit': commit, ...tag };
  }

  #note(server: Seen['server'], path: string, request: IncomingMessage): void {
    const { range, authorization } = request.headers;
    const ifRange = request.headers['if-range'];
    const method = request.method ?? '';
    this.seen.push({ server, method, path, range, authorization, ifRange: ifRange as string | undefined });
  }
}

export function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function gitSha1(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
