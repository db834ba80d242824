import { spawn, type ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../eventually.js';
import { endWithThisProcess, killGroup } from '../stack/groups.js';

/** The scripted speech-to-speech service as a process that can be killed and started again. */
export class StsProcess {
  #child: ChildProcess | undefined;
  #exited: Promise<unknown> = Promise.resolve();

  constructor(readonly port: number) {}

  async start(): Promise<void> {
    const main = join(dirname(fileURLToPath(import.meta.url)), 'sts-main.js');
    const child = spawn(process.execPath, [main, String(this.port)], { detached: true, stdio: 'ignore' });
    const forget = endWithThisProcess(child);
    this.#child = child;
    this.#exited = new Promise((resolve) => child.once('close', resolve)).then(forget);
    await eventually(async () => (await fetch(`http://127.0.0.1:${this.port}`)).ok, {
      what: 'the scripted speech-to-speech service',
      deadlineMs: 20_000,
    });
  }

  /** At once and without warning. */
  async kill(): Promise<void> {
    if (this.#child !== undefined) killGroup(this.#child);
    await this.#exited;
  }
}
