import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A path as the control API lists it. */
export interface ListedPath {
  name: string;
  ready?: boolean;
  readyTime?: string | null;
  source?: { type: string; id: string } | null;
  [other: string]: unknown;
}

/** A path on which somebody publishes over RTMP. */
export function publishedPath(name: string, id = `${name}-publisher`, readyTime = '2026-01-01T00:00:00Z'): ListedPath {
  return { name, confName: '~^live', ready: true, readyTime, source: { type: 'rtmpConn', id }, readers: [] };
}

/** MediaMTX's control API over real HTTP, as a test scripts it. */
export class ScriptedMediaMtx {
  paths: ListedPath[] = [];
  /** What `/v3/info` tells; undefined: it is not there, as before 1.15.2. */
  version: string | undefined = 'v1.15.2';
  globalConfiguration: object = {};
  /** The only ones that are let in; undefined: everyone is. */
  credentials: { user: string; password: string } | undefined;
  /** Answers a request itself, and says so. */
  instead: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;
  /** Called when a page of the list has been asked for, before it is answered. */
  onList: (page: number) => void = () => {};
  /** What was asked, in order. */
  readonly asked: string[] = [];
  mostAtOnce = 0;
  #atOnce = 0;
  #port = 0;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#atOnce += 1;
      this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce);
      response.once('close', () => (this.#atOnce -= 1));
      this.#answer(request, response);
    });
  }

  /** @param port of one that ended, so that it is there again; else a free one */
  static async start(port = 0): Promise<ScriptedMediaMtx> {
    const server = new ScriptedMediaMtx();
    await new Promise<void>((resolve) => server.#server.listen(port, '127.0.0.1', resolve));
    server.#port = (server.#server.address() as AddressInfo).port;
    return server;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Times that the list was asked for. */
  get lists(): number {
    return this.asked.filter((path) => path.startsWith('/v3/paths/list') && path.endsWith('page=0')).length;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    this.asked.push(request.url ?? '');
    if (this.instead(request, response)) return;
    if (!this.#isLetIn(request)) return void response.writeHead(401, { 'www-authenticate': 'Basic' }).end();
    if (pathname === '/v3/paths/list') return this.#list(searchParams, response);
    if (pathname === '/v3/info' && this.version !== undefined) return send(response, { version: this.version });
    if (pathname === '/v3/config/global/get') return send(response, this.globalConfiguration);
    response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
  }

  #list(query: URLSearchParams, response: ServerResponse): void {
    const page = Number(query.get('page') ?? 0);
    const perPage = Number(query.get('itemsPerPage') ?? 100);
    this.onList(page);
    const items = this.paths.toSorted((one, other) => (one.name < other.name ? -1 : 1));
    const itemCount = items.length;
    const pageCount = Math.ceil(itemCount / perPage);
    send(response, { itemCount, pageCount, items: items.slice(page * perPage, (page + 1) * perPage) });
  }

  #isLetIn(request: IncomingMessage): boolean {
    if (this.credentials === undefined) return true;
    const { user, password } = this.credentials;
    return request.headers.authorization === `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  }
}

function send(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
