import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mediaMtxBinary, serviceEnvironment } from '../../src/config.js';
import { eventually } from '../../src/eventually.js';
import { repositoryDir } from '../../src/paths.js';
import { endWithThisProcess, killGroup } from '../../src/stack/groups.js';
import { freePorts, type StackPorts } from '../../src/stack/ports.js';

/** Where the configuration that is shipped lies, beside the hook wrapper that it names. */
const SHIPPED_DIR = join(repositoryDir, 'dockerfiles');
export const hookSecret = 'hook-secret-of-the-tests';

export interface Credentials {
  user: string;
  password: string;
}

export interface MediaMtxOptions {
  /** Where media-service answers; hooks and questions of access go there. */
  serviceUrl: string;
  /** Where the hooks go, if not to media-service: such as nowhere. */
  hooksUrl?: string;
  /** The secret that hooks and questions come with, if not the right one. */
  secret?: string;
  /** Lets everyone use the control API, not media-service alone. */
  openApi?: boolean;
}

/** MediaMTX as it is shipped: dockerfiles/mediamtx.yml and the hook wrapper, on ports of its own. */
export class MediaMtx {
  #process: Running | undefined;

  private constructor(
    readonly binary: string,
    readonly ports: StackPorts,
  ) {}

  /** Undefined, and said so, where there is no MediaMTX. */
  static async find(): Promise<MediaMtx | undefined> {
    const binary = mediaMtxBinary();
    if (binary !== undefined) return new MediaMtx(binary, await freePorts());
    process.stdout.write('      skipped: there is no mediamtx on the PATH, and MEDIAMTX_BIN names none\n');
    return undefined;
  }

  /** The settings with which media-service stands beside it. */
  get settings(): Record<string, string> {
    const account = '{user}:{password}';
    return {
      MEDIA_SERVER: 'mediamtx',
      MEDIA_RTMP_PORT: String(this.ports.rtmp),
      MEDIA_INPUT_URL_TEMPLATE: `srt://127.0.0.1:${this.ports.flv}?streamid=read:{path}:${account}&latency=200`,
      MEDIA_MEDIAMTX_API_URL: this.apiUrl,
      MEDIA_HOOK_SECRET: hookSecret,
      MEDIA_RECONCILE_EVERY_MS: '1000',
    };
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${this.ports.http}`;
  }

  /** @param key as encoders give it, in the query */
  rtmpUrl(path: string, key?: string): string {
    return `rtmp://127.0.0.1:${this.ports.rtmp}/${path}${key === undefined ? '' : `?key=${encodeURIComponent(key)}`}`;
  }

  srtUrl(action: 'read' | 'publish', path: string, credentials?: Credentials): string {
    const who = credentials === undefined ? '' : `:${credentials.user}:${credentials.password}`;
    return `srt://127.0.0.1:${this.ports.flv}?streamid=${action}:${path}${who}`;
  }

  /** Resolves when it listens on every port. */
  async start({ serviceUrl, hooksUrl = serviceUrl, secret = hookSecret, openApi }: MediaMtxOptions): Promise<void> {
    const { host } = new URL(serviceUrl);
    const listenOn = (port: number): string => `127.0.0.1:${port}`;
    this.#process = new Running(this.binary, 'mediamtx.yml', SHIPPED_DIR, {
      MTX_AUTHHTTPADDRESS: `http://mediamtx:${encodeURIComponent(secret)}@${host}/v1/mediamtx/auth`,
      MTX_RTMPADDRESS: listenOn(this.ports.rtmp),
      MTX_SRTADDRESS: listenOn(this.ports.flv),
      MTX_APIADDRESS: listenOn(this.ports.http),
      MTX_METRICSADDRESS: listenOn(this.ports.sts),
      ...(openApi === true && { MTX_AUTHHTTPEXCLUDE_0_ACTION: 'api' }),
      MTX_HLS: 'no',
      MTX_MOQ: 'no',
      MEDIA_SERVICE_URL: hooksUrl,
      MEDIA_HOOK_SECRET: secret,
    });
    // The control API is the last that it opens; whether it asks for credentials is all the same.
    await this.#process.until(async () => (await fetch(`${this.apiUrl}/v3/paths/list`)).status > 0);
  }

  /** Ends it as its operator would, and resolves when it is gone. */
  async stop(): Promise<void> {
    await this.#process?.stop();
    this.#process = undefined;
  }

  /** Ends the connection of whoever publishes a path, as an operator does; the API has to be open. */
  async kickPublisher(path: string): Promise<void> {
    const { source } = (await (await fetch(`${this.apiUrl}/v3/paths/get/${path}`)).json()) as {
      source: { type: string; id: string };
    };
    const response = await fetch(`${this.apiUrl}/v3/${source.type.toLowerCase()}s/kick/${source.id}`, {
      method: 'POST',
    });
    if (!response.ok) throw new Error(`${source.type} ${source.id} could not be kicked: HTTP ${response.status}`);
  }

  /** What it has written since it was started last. */
  get log(): string {
    return this.#process?.log ?? '';
  }
}

/** Somebody else's MediaMTX, which lets everybody in. */
export class OpenMediaMtx {
  private constructor(
    readonly running: Running,
    readonly rtmpPort: number,
  ) {}

  static async start(binary: string, dir: string): Promise<OpenMediaMtx> {
    const { rtmp, http } = await freePorts();
    const off = ['rtsp: no', 'hls: no', 'webrtc: no', 'srt: no'];
    const lines = [...off, `rtmpAddress: 127.0.0.1:${rtmp}`, 'metrics: yes', `metricsAddress: 127.0.0.1:${http}`];
    await writeFile(join(dir, 'third-party.yml'), `${[...lines, 'paths:', '  all_others: {}'].join('\n')}\n`);
    const running = new Running(binary, 'third-party.yml', dir, { MTX_MOQ: 'no' });
    await running.until(() => /\[RTMP\].*listener/.test(running.log));
    return new OpenMediaMtx(running, rtmp);
  }

  rtmpUrl(path: string): string {
    return `rtmp://127.0.0.1:${this.rtmpPort}/${path}`;
  }

  stop(): Promise<void> {
    return this.running.stop();
  }
}

class Running {
  readonly #child: ChildProcess;
  log = '';

  constructor(binary: string, config: string, cwd: string, environment: Record<string, string>) {
    const env = serviceEnvironment(environment);
    const child = spawn(binary, [config], { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    child.once('close', endWithThisProcess(child));
    child.once('error', (error) => (this.log += error.message));
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (this.log += text));
  }

  get #isOver(): boolean {
    const { pid, exitCode, signalCode } = this.#child;
    return pid === undefined || exitCode !== null || signalCode !== null;
  }

  async until(listens: () => boolean | Promise<boolean>): Promise<void> {
    const wait = { what: 'MediaMTX to listen', deadlineMs: 10_000, intervalMs: 20 };
    const cause: unknown = await eventually(() => this.#isOver || listens(), wait).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (cause === undefined && !this.#isOver) return;
    // Why it could not be started at all is told a little later.
    await new Promise(setImmediate);
    throw new Error(`${this.#child.spawnfile} did not start: ${this.log}`, { cause });
  }

  async stop(): Promise<void> {
    if (this.#isOver) return;
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => killGroup(this.#child), 10_000);
    await closed;
    clearTimeout(timer);
  }
}
