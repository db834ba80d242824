import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../../src/main.js', import.meta.url));

/** How often readiness is asked for while engines are loaded. */
const askEveryMs = 100;

/** The service as users run it, in a process of its own: what drives it takes no time from it. */
export class ServiceProcess {
  readonly url: string;
  /** Names of the engines that are loaded. */
  readonly engines: readonly string[];
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string, engines: readonly string[]) {
    this.#child = child;
    this.url = url;
    this.engines = engines;
  }

  /** @param env settings beside those of this process's environment. */
  static async start(env: Readonly<Record<string, string>>): Promise<ServiceProcess> {
    const child = spawn(process.execPath, [main], {
      env: { ...process.env, ...env, STS_PORT: '0', STS_LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const { url } = JSON.parse(line) as { url?: string };
      if (url === undefined) continue;
      child.stdout.resume();
      try {
        return new ServiceProcess(child, url, await enginesOf(url));
      } catch (error) {
        child.kill('SIGTERM');
        throw error;
      }
    }
    throw new Error('the service ended before it listened');
  }

  async close(): Promise<void> {
    this.#child.kill('SIGTERM');
    await once(this.#child, 'exit');
  }
}

async function enginesOf(url: string): Promise<string[]> {
  for (;;) {
    const response = await fetch(`${url}/health/ready`);
    const { engines, error } = (await response.json()) as {
      engines: { name: string }[];
      error?: { code: string; message: string };
    };
    if (response.ok) return engines.map(({ name }) => name);
    if (error?.code !== 'ENGINE_LOADING') throw new Error(error?.message ?? 'the service is not ready');
    await setTimeout(askEveryMs);
  }
}
