import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Backoff, Deferred, DubbingError, type Logger } from '@dubbing/common';
import { childEnvironment } from '../config.js';
import { errorCodes } from '../errors.js';
import { portProblem } from './free-port.js';
import type { FromMediaServer, MediaServerSettings, ToMediaServer } from './messages.js';

export interface EmbeddedServerOptions {
  settings: MediaServerSettings;
  logger: Logger;
  /** Makes the error for a port that is taken. */
  portInUse(host: string, port: number, variable: string): DubbingError;
  /** Calls the service's own hook route, as MediaMTX would. */
  onPublish(kind: 'ready' | 'not-ready', body: { path: string; sourceType: string; sourceId: string }): void;
}

const KILL_PATIENCE_MS = 3000;

/** The embedded media server: a process of its own, started again when it dies. */
export class EmbeddedServer {
  readonly #options: EmbeddedServerOptions;
  readonly #backoff = new Backoff({ initialMs: 250, maxMs: 5000 });
  #child: ChildProcess | undefined;
  #restartTimer: NodeJS.Timeout | undefined;
  #listening = false;
  #closed = false;
  /** Paths with a publisher: when the process dies, their publishers are gone and nobody else would say so. */
  readonly #published = new Set<string>();

  /** @throws DubbingError PORT_IN_USE, MEDIA_SERVER_FAILED */
  static async start(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
    const { host, rtmpPort, flvPort } = options.settings;
    for (const [port, variable] of [
      [rtmpPort, 'MEDIA_RTMP_PORT'],
      [flvPort, 'MEDIA_FLV_PORT'],
    ] as const) {
      const problem = await portProblem(host, port);
      if (problem?.code === 'EADDRINUSE') throw options.portInUse(host, port, variable);
      if (problem !== undefined) {
        const message = `the media server cannot listen on ${host}:${port}: ${problem.message}`;
        throw new DubbingError(errorCodes.MEDIA_SERVER_FAILED, message, { field: variable, cause: problem });
      }
    }
    const server = new EmbeddedServer(options);
    await server.#start();
    return server;
  }

  private constructor(options: EmbeddedServerOptions) {
    this.#options = options;
  }

  get listening(): boolean {
    return this.#listening;
  }

  /** Ends the process and waits until it is gone. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#restartTimer);
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    const timer = setTimeout(() => child.kill('SIGKILL'), KILL_PATIENCE_MS);
    // It goes when its parent is gone, and minds no signal but the last.
    if (child.connected) child.disconnect();
    await gone;
    clearTimeout(timer);
  }

  async #start(): Promise<void> {
    const started = new Deferred<void>();
    const child = fork(fileURLToPath(new URL('./main.js', import.meta.url)), [], { env: childEnvironment() });
    this.#child = child;
    child.on('message', (message: FromMediaServer) => {
      if (message.type === 'listening') {
        this.#listening = true;
        started.resolve();
      } else if (message.type === 'failed') this.#options.logger.error('media server failed', { error: message.error });
      else this.#publish(message);
    });
    child.once('error', (cause) => started.reject(failed(cause.message)));
    child.once('exit', (code, signal) => {
      started.reject(failed(signal ?? `exit code ${code}`));
      this.#exited(code, signal);
    });
    const message: ToMediaServer = { type: 'start', settings: this.#options.settings };
    child.send(message, () => {});
    await started.promise;
  }

  #publish({ type, path, sourceType, sourceId }: Extract<FromMediaServer, { path: string }>): void {
    if (type === 'published') this.#published.add(path);
    else this.#published.delete(path);
    this.#options.onPublish(type === 'published' ? 'ready' : 'not-ready', { path, sourceType, sourceId });
  }

  #exited(code: number | null, signal: string | null): void {
    const wasListening = this.#listening;
    this.#listening = false;
    if (this.#closed || !wasListening) return;
    for (const path of this.#published)
      this.#options.onPublish('not-ready', { path, sourceType: 'lost', sourceId: '' });
    this.#published.clear();
    this.#restartLater(signal ?? `exit code ${code}`);
  }

  #restartLater(reason: string): void {
    const delayMs = this.#backoff.next();
    this.#options.logger.error('media server ended unexpectedly and is started again', { reason, delayMs });
    this.#restartTimer = setTimeout(() => {
      this.#start().then(
        () => this.#backoff.reset(),
        (error: unknown) => !this.#closed && this.#restartLater(String(error)),
      );
    }, delayMs);
  }
}

function failed(how: string): DubbingError {
  return new DubbingError(errorCodes.MEDIA_SERVER_FAILED, `the embedded media server ended (${how})`, {
    retryable: true,
  });
}
