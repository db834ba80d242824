import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);

/** A server in a process of its own that does nothing but answer. */
export class IdleServer {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.url = `http://127.0.0.1:${port}/`;
  }

  static async start(): Promise<IdleServer> {
    const child = fork(self);
    const [port] = (await once(child, 'message')) as [number];
    return new IdleServer(child, port);
  }

  close(): void {
    this.#child.kill();
  }
}

if (process.argv[1] === self) {
  const server = createServer((_request, response) => response.end('ok'));
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}
