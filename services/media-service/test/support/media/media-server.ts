import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FromMediaServer } from '../../../src/media-server/messages.js';

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

  /** The path of the next publish, or unpublish, that the server tells of. */
  next(type: 'published' | 'unpublished'): Promise<string> {
    return new Promise((resolve) => {
      const child = this.#child;
      child?.on('message', function listen(message: FromMediaServer) {
        if (message.type !== type) return;
        child.off('message', listen);
        resolve(message.path);
      });
    });
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
