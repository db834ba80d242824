import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import type { ContractVersion, Messages } from './contract-version.js';
import { newEvent } from './pretended.js';
import { refusal, Refused, ServerSession, type Script } from './server-session.js';

/**
 * A speech-to-speech server of one version of the contracts, with scripted engines: everything that it sends is made, and everything that it
 * gets is read, by that version's package.
 */
export class MixServer {
  readonly sessions: ServerSession[] = [];
  /** What was refused, by code. */
  readonly refused: string[] = [];
  readonly #http: HttpServer = createServer();
  readonly #io: Server;

  private constructor(
    readonly version: ContractVersion,
    readonly script: Script,
  ) {
    this.#io = new Server(this.#http, {
      path: version.module.STS_SOCKET_PATH,
      transports: ['websocket'],
      serveClient: false,
      maxHttpBufferSize: 8e6,
    });
    this.#io.on('connection', (socket) => this.#serve(socket));
  }

  static async start(version: ContractVersion, script: Script): Promise<MixServer> {
    const server = new MixServer(version, script);
    server.#http.listen(0, '127.0.0.1');
    await once(server.#http, 'listening');
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** Loses every connection without a word. */
  drop(): void {
    for (const { conn } of this.#io.sockets.sockets.values()) conn.close(true);
  }

  async close(): Promise<void> {
    this.#io.disconnectSockets(true);
    await this.#io.close();
  }

  #serve(socket: Socket): void {
    let session: ServerSession | undefined;
    const current = (): ServerSession => {
      if (session === undefined) throw new Refused('SESSION_REQUIRED');
      return session;
    };
    const { version } = this;
    const { events } = version;
    const doors: Record<string, (raw: unknown) => void> = {
      [events['init'] ?? '']: (raw) => (session = this.#open(raw, socket)),
      [events['fragmentData'] ?? '']: (raw) => current().take(version.read('FragmentData', raw)),
      [events['pause'] ?? '']: (raw) => current().pause(version.read('StreamPause', raw)),
      [events['resume'] ?? '']: (raw) => current().resume(version.read('StreamResume', raw)),
      [events['end'] ?? '']: (raw) => current().end(version.read('StreamEnd', raw)),
    };
    socket.onAny((event: string, raw: unknown) => {
      try {
        const door = doors[event];
        if (door === undefined) throw new Refused('UNKNOWN_EVENT', `there is no event ${event}`);
        door(raw);
      } catch (error) {
        const message = refusal(version, error, raw);
        this.refused.push(message.code);
        socket.emit(events['error'] ?? '', version.make('ErrorMessage', message));
      }
    });
    socket.once('disconnect', () => session?.detach(socket));
  }

  #open(raw: unknown, socket: Socket): ServerSession {
    // A version to come may write all else otherwise.
    const range = this.version.read('ProtocolRange', (raw as Partial<Messages['StreamInit']>).protocol);
    const protocol = this.version.negotiate(range);
    if (protocol === null) throw new Refused('PROTOCOL_UNSUPPORTED', '', this.version.refusalOf(range));
    const init = this.version.read('StreamInit', raw);
    const known = this.sessions.find(({ id }) => id === init.sessionId);
    const session =
      known ?? new ServerSession(`session-${this.sessions.length}`, this.version, init, protocol, this.script);
    if (known === undefined) this.sessions.push(session);
    session.attach(socket, known !== undefined);
    // One of the next version does not ask who understands.
    if (this.version.range.max !== this.version.module.SUPPORTED_RANGE.max)
      socket.emit(newEvent, { bytes: Buffer.from('new') });
    return session;
  }
}
