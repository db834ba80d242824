import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programOnPath, serviceEnvironment } from '../../src/config.js';
import { repositoryDir } from '../../src/paths.js';

const SCRIPT = join(repositoryDir, 'dockerfiles', 'mediamtx-hook.sh');

export interface HookCall {
  url: string | undefined;
  authorization: string | undefined;
  contentType: string | undefined;
  body: unknown;
}

/** A media-service of a test that hears hooks and answers them as it is told, in turn; the last answer holds from then on. */
export class HookListener {
  readonly calls: HookCall[] = [];

  private constructor(
    readonly server: Server,
    readonly answers: (number | (() => Promise<number>))[],
  ) {}

  static async listen(answers: (number | (() => Promise<number>))[] = [200], port = 0): Promise<HookListener> {
    const server = createServer();
    const listener = new HookListener(server, answers);
    server.on('request', (request, response) => {
      listener.#hear(request).then(
        (status) => response.writeHead(status).end('{}'),
        () => response.destroy(),
      );
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return listener;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async #hear(request: IncomingMessage): Promise<number> {
    const chunks = await request.toArray();
    const { authorization, 'content-type': contentType } = request.headers;
    const body = JSON.parse(Buffer.concat(chunks as Buffer[]).toString('utf8')) as unknown;
    this.calls.push({ url: request.url, authorization, contentType, body });
    const answer = this.answers[Math.min(this.calls.length, this.answers.length) - 1] ?? 200;
    return typeof answer === 'number' ? answer : answer();
  }

  async close(): Promise<void> {
    if (!this.server.listening) return;
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

export interface HookRun {
  exitCode: number | null;
  stderr: string;
}

/** A folder with the programs that the wrapper calls, and of those that speak HTTP the one of `tool` alone. */
export class HookTools {
  private constructor(readonly folder: string) {}

  /** Undefined where this machine lacks a program for it. */
  static async with(tool: 'curl' | 'nc' | 'nothing'): Promise<HookTools | undefined> {
    const links = new Map<string, string | undefined>();
    for (const name of ['sh', 'tr', 'sed', 'date', 'sleep', 'wc']) links.set(name, programOnPath(name));
    if (tool === 'curl') links.set('curl', programOnPath('curl'));
    // busybox is what MediaMTX's own image has.
    if (tool === 'nc') links.set('nc', programOnPath('busybox') ?? programOnPath('nc'));
    if ([...links.values()].includes(undefined)) return undefined;
    const folder = await mkdtemp(join(tmpdir(), 'dubbing-hook-'));
    for (const [name, target] of links) await symlink(target ?? '', join(folder, name));
    return new HookTools(folder);
  }

  /** Runs the wrapper as MediaMTX does: without a shell around it, and with all that it takes in the environment. */
  async run(event: string, environment: Record<string, string>): Promise<HookRun> {
    const { MEDIA_HOOK_SECRET: _, ...own } = serviceEnvironment({});
    const child = spawn('sh', [SCRIPT, event], {
      env: { ...own, PATH: this.folder, ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const [exitCode] = (await once(child, 'close')) as [number | null];
    return { exitCode, stderr };
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
