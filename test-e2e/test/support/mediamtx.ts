import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../../src/eventually.js';
import { repositoryDir } from '../../src/paths.js';
import { endWithThisProcess, killGroup } from '../../src/stack/groups.js';
import { freePorts } from '../../src/stack/ports.js';

/** Where the README of media-service has the service. */
const SERVICE_IN_README = '127.0.0.1:8080';

/** MediaMTX on ports of its own, with the hooks that the README of media-service gives. */
export class MediaMtx {
  #child: ChildProcess | undefined;
  #configFile = '';
  #log = '';

  private constructor(
    readonly binary: string,
    readonly rtmpPort: number,
    readonly srtPort: number,
    readonly apiPort: number,
  ) {}

  static async choosePorts(binary: string): Promise<MediaMtx> {
    const { rtmp, flv, http } = await freePorts();
    return new MediaMtx(binary, rtmp, flv, http);
  }

  /** The settings with which media-service stands beside it. */
  get settings(): Record<string, string> {
    return {
      MEDIA_SERVER: 'mediamtx',
      MEDIA_RTMP_PORT: String(this.rtmpPort),
      MEDIA_MEDIAMTX_API_URL: `http://127.0.0.1:${this.apiPort}`,
      MEDIA_INPUT_URL_TEMPLATE: this.srtUrl('{path}'),
    };
  }

  rtmpUrl(path: string): string {
    return `rtmp://127.0.0.1:${this.rtmpPort}/${path}`;
  }

  /** Where a path is read. */
  srtUrl(path: string): string {
    return `srt://127.0.0.1:${this.srtPort}?streamid=read:${path}`;
  }

  /** @param serviceHost where media-service listens, `address:port` */
  async configure(dir: string, serviceHost: string): Promise<void> {
    this.#configFile = join(dir, 'mediamtx.yml');
    const listeners = [`rtmpAddress: 127.0.0.1:${this.rtmpPort}`, `srtAddress: 127.0.0.1:${this.srtPort}`];
    const api = ['api: yes', `apiAddress: 127.0.0.1:${this.apiPort}`];
    const others = ['rtsp: no', 'hls: no', 'webrtc: no', 'paths:', '  all_others:'];
    const hooks = (await hooksOfReadme()).replaceAll(SERVICE_IN_README, serviceHost);
    await writeFile(this.#configFile, `${[...listeners, ...api, ...others].join('\n')}\n${hooks}`);
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const child = spawn(this.binary, [this.#configFile], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    this.#log = '';
    child.once('close', endWithThisProcess(child));
    child.once('error', (error) => (this.#log += error.message));
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (this.#log += text));
    try {
      await eventually(() => this.#log.includes('[API] listener opened'), {
        what: 'MediaMTX to listen',
        deadlineMs: 10_000,
        intervalMs: 20,
      });
    } catch (cause) {
      throw new Error(`MediaMTX did not start: ${this.#log}`, { cause });
    }
  }

  /** Ends it as its operator would, and resolves when it is gone. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    const timer = setTimeout(() => killGroup(child), 5_000);
    await closed;
    clearTimeout(timer);
  }
}

/** The settings for mediamtx.yml as they are printed. */
async function hooksOfReadme(): Promise<string> {
  const readme = await readFile(join(repositoryDir, 'services', 'media-service', 'README.md'), 'utf8');
  const block = /```yaml\n(pathDefaults:[\s\S]*?)```/.exec(readme)?.[1];
  if (block === undefined) throw new Error('the README of media-service has no settings for MediaMTX');
  return block;
}
