import { once } from 'node:events';
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import type { Logger } from '@dubbing/common';
import { STS_SOCKET_PATH, serialize } from '@dubbing/contracts';
import { Server, type Socket } from 'socket.io';
import type { SessionPeer } from '../../session/peer.js';
import type { SessionRegistry } from '../../session/session-registry.js';
import { Connection } from './connection.js';

export interface SocketServerOptions {
  readonly server: HttpServer;
  readonly registry: SessionRegistry;
  readonly logger: Logger;
  /** A client that sends a larger message loses its connection. */
  readonly maxMessageBytes: number;
  readonly onRefused: (code: string) => void;
}

/** The Socket.IO endpoint of the sessions. */
export class SocketServer {
  readonly #io: Server;
  readonly #open = new Set<NetSocket>();

  constructor(options: SocketServerOptions) {
    options.server.on('connection', (socket) => {
      this.#open.add(socket);
      socket.once('close', () => this.#open.delete(socket));
    });
    this.#io = new Server(options.server, {
      path: STS_SOCKET_PATH,
      // Long polling would split binary messages into base64 and break their order on reconnect.
      transports: ['websocket'],
      serveClient: false,
      maxHttpBufferSize: options.maxMessageBytes,
      allowRequest: (request, decide) => {
        decide(undefined, isSameOrigin(request));
      },
    });
    this.#io.on('connection', (socket) => {
      serve(socket, options);
    });
  }

  /**
   * Closes every connection and, as Socket.IO owns it then, the HTTP server. Messages that are
   * on their way out and HTTP requests that are being answered have `graceMs` milliseconds.
   */
  async close(graceMs: number): Promise<void> {
    const timer = setTimeout(() => {
      for (const socket of this.#open) socket.destroy();
    }, graceMs);
    const flushed = [...this.#io.sockets.sockets.values()].map(async ({ conn }) => {
      if (conn.readyState !== 'closed') await once(conn, 'close');
    });
    // Closing the server alone would discard what is not yet written.
    this.#io.disconnectSockets(true);
    try {
      await Promise.all(flushed);
      await this.#io.close();
    } finally {
      clearTimeout(timer);
    }
  }
}

function serve(socket: Socket, { registry, logger, onRefused }: SocketServerOptions): void {
  const peer: SessionPeer = {
    send: (event, message) => {
      socket.emit(event, serialize(message));
    },
    disconnect: () => {
      socket.disconnect(true);
    },
  };
  const connection = new Connection({
    registry,
    peer,
    logger: logger.child({ connection: socket.id }),
    onRefused,
  });
  // One door for all events, so that an unknown one is answered and not ignored.
  socket.onAny((event: unknown, payload: unknown) => {
    // Socket.IO lets numbers through as names of events.
    connection.receive(String(event), payload);
  });
  socket.on('disconnect', () => {
    connection.lost();
  });
}

/**
 * Browsers let any page open a WebSocket to any host, and name the page's origin. Pages of
 * others have no business here; clients that are no browsers name no origin.
 */
function isSameOrigin({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
