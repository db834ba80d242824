import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface SeenRequest {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly type: string;
  readonly body: Buffer;
}

/** What the server does with one request instead of answering it well. */
export type Misbehaviour = (response: ServerResponse, request: IncomingMessage) => void;

/** Speech endpoints as OpenAI's, on this machine. They behave unless they are told otherwise. */
export class FakeOpenAi {
  readonly seen: SeenRequest[] = [];
  /** What comes instead of the next good answers, in this order. */
  readonly next: Misbehaviour[] = [];
  readonly #server: Server;

  /** @param answer the good answer to a request. */
  private constructor(answer: (request: SeenRequest, response: ServerResponse) => void) {
    this.#server = createServer((request, response) => {
      void buffer(request).then((body) => {
        const { url: path = '', headers } = request;
        const seen = { path, authorization: headers.authorization, type: headers['content-type'] ?? '', body };
        this.seen.push(seen);
        const misbehave = this.next.shift();
        if (misbehave === undefined) answer(seen, response);
        else misbehave(response, request);
      });
    });
  }

  static async start(answer: (request: SeenRequest, response: ServerResponse) => void): Promise<FakeOpenAi> {
    const fake = new FakeOpenAi(answer);
    fake.#server.listen(0, '127.0.0.1');
    await once(fake.#server, 'listening');
    return fake;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

export const status =
  (code: number, body = 'sk-secret is wrong'): Misbehaviour =>
  (response) => {
    response.writeHead(code).end(body);
  };

export const drop: Misbehaviour = (_response, request) => {
  request.socket.destroy();
};

/** Answers nothing until the connection is closed. */
export const stall: Misbehaviour = () => {};

/** Begins an answer of 1000 bytes and breaks off. */
export const breakOff: Misbehaviour = (response, request) => {
  response.writeHead(200, { 'content-length': 1000 });
  response.write('RIFF', () => {
    request.socket.destroy();
  });
};

export const say =
  (body: string | Buffer, type = 'application/json'): Misbehaviour =>
  (response) => {
    response.writeHead(200, { 'content-type': type }).end(body);
  };
