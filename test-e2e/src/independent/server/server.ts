import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { socketPath } from '../wire.js';
import { Connection } from './connection.js';
import { oneShotHandler } from './one-shot.js';
import { usualOptions, type ServerOptions } from './options.js';
import { Sessions } from './sessions.js';

/** A speech-to-speech server made from docs/sts-protocol/v1.md alone. Its engines are trivial. */
export class IndependentServer {
  readonly #http: HttpServer;
  readonly #io: Server;
  readonly #sessions: Sessions;

  private constructor(options: ServerOptions) {
    this.#sessions = new Sessions(options);
    this.#http = createServer(oneShotHandler(options));
    this.#io = new Server(this.#http, {
      path: socketPath,
      transports: ['websocket'],
      allowUpgrades: false,
      serveClient: false,
      // Twice the longest fragment of 48 kHz stereo, so that one that is too long is refused politely (2.4).
      maxHttpBufferSize: 2 * (options.maxFragmentMs * 192) + 65_536,
    });
    this.#io.on('connection', (socket) => void new Connection(socket, this.#sessions));
  }

  static async start(options: Partial<ServerOptions> = {}): Promise<IndependentServer> {
    const all = { ...usualOptions, ...options };
    const server = new IndependentServer(all);
    await new Promise<void>((resolve, reject) => {
      server.#http.once('error', reject);
      server.#http.listen(all.port, '127.0.0.1', resolve);
    });
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    await this.#sessions.close();
    this.#io.disconnectSockets(true);
    await this.#io.close();
  }
}
