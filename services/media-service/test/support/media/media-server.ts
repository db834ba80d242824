import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The real embedded media server on ports of its own. */
export class MediaServer {
  readonly rtmpPort: number;
  readonly flvPort: number;
  #child: ChildProcess | undefined;

  constructor(rtmpPort: number, flvPort: number) {
    this.rtmpPort = rtmpPort;
    this.flvPort = flvPort;
  }

  async start(): Promise<void> {
    const child = fork(fileURLToPath(new URL('../../../src/media-server/main.js', import.meta.url)), [], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child = child;
    const listening = once(child, 'message');
    child.send({
      type: 'start',
      settings: { host: '127.0.0.1', rtmpPort: this.rtmpPort, flvPort: this.flvPort, logLevel: 'silent' },
    });
    await listening;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
}
