import { createServer } from 'node:http';

import { listen } from './listen.js';

export interface PacedServer {
  readonly url: (name: string) => string;
  /** Players that were served so far; an ingest's first look at what the URL is does not count. */
  readonly served: () => number;
}

const STEP_MS = 20;

/**
 * Serves bytes over HTTP at the pace at which they play, as a live source does.
 * @param parts what each player in turn gets, with its length in seconds; further players are turned away
 */
export async function pacedServer(
  type: string,
  parts: readonly { readonly bytes: Buffer; readonly seconds: number }[],
): Promise<PacedServer> {
  let requests = 0;
  const port = await listen(
    createServer((_request, response) => {
      requests += 1;
      const part = parts[requests - 2];
      if (requests > 1 && part === undefined) return void response.destroy();
      response.writeHead(200, { 'content-type': type });
      response.flushHeaders();
      if (part === undefined) return;
      const startedMs = performance.now();
      let sent = 0;
      const timer = setInterval(() => {
        const due = Math.ceil(((performance.now() - startedMs) / 1000 / part.seconds) * part.bytes.length);
        response.write(part.bytes.subarray(sent, due));
        sent = due;
        if (sent >= part.bytes.length) {
          clearInterval(timer);
          response.end();
        }
      }, STEP_MS);
      response.on('close', () => clearInterval(timer));
    }),
  );
  return { url: (name) => `http://127.0.0.1:${port}/${name}`, served: () => Math.max(0, requests - 1) };
}
