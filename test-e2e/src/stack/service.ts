import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DubbingError } from '@dubbing/common';
import { serviceEnvironment } from '../config.js';
import { errorCodes } from '../errors.js';
import { eventually } from '../eventually.js';
import { repositoryDir } from '../paths.js';
import { endWithThisProcess, killGroup } from './groups.js';

export interface ServiceOptions {
  /** The folder under `services/`. */
  name: string;
  port: number;
  environment: Record<string, string>;
  /** Where its output goes; appended to when the service is started again. */
  logFile: string;
}

/** Loading the engines takes seconds on a slow machine; a minute is a fault. */
const READY_DEADLINE_MS = 60_000;
const STOP_PATIENCE_MS = 15_000;

/** One service of the stack: a process group of its own that can be stopped, killed and started again. */
export class Service {
  readonly url: string;
  readonly #options: ServiceOptions;
  #child: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.url = `http://127.0.0.1:${options.port}`;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when the process that runs now has ended; at once when none does. */
  get ended(): Promise<void> {
    return this.#exited;
  }

  /** Starts the process and resolves when it says that it is ready. */
  async start(signal: AbortSignal, isReady: () => Promise<boolean> = () => this.#isReady()): Promise<void> {
    const { name, environment, logFile } = this.#options;
    const main = join(repositoryDir, 'services', name, 'dist', 'main.js');
    if (!existsSync(main)) {
      throw new DubbingError(errorCodes.STACK_NOT_READY, `${name} is not built: ${main} is missing`, { source: name });
    }
    await mkdir(dirname(logFile), { recursive: true });
    const log = createWriteStream(logFile, { flags: 'a' });
    const child = spawn(process.execPath, [main], {
      cwd: join(repositoryDir, 'services', name),
      env: serviceEnvironment(environment),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    this.#child = child;
    const forget = endWithThisProcess(child);
    this.#exited = new Promise((resolve) =>
      child.once('close', () => {
        forget();
        log.end();
        resolve();
      }),
    );
    await eventually(
      async () => {
        if (!this.isRunning) throw await this.#exitError();
        return isReady();
      },
      { what: `${name} to be ready (log: ${logFile})`, deadlineMs: READY_DEADLINE_MS, signal },
    );
  }

  /** Asks the service to end, as an operator does, and resolves when the whole group is gone. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    if (this.isRunning) child.kill('SIGTERM');
    const timer = setTimeout(() => killGroup(child), STOP_PATIENCE_MS);
    await this.#exited;
    clearTimeout(timer);
    killGroup(child);
  }

  /** Ends the service and its children at once and without warning. */
  async kill(): Promise<void> {
    if (this.#child === undefined) return;
    killGroup(this.#child);
    await this.#exited;
  }

  async #isReady(): Promise<boolean> {
    return (await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(2_000) })).ok;
  }

  async #exitError(): Promise<DubbingError> {
    const { name, logFile } = this.#options;
    const log = await readFile(logFile, 'utf8').catch(() => '');
    const end = log.trim().split('\n').slice(-5).join('\n');
    const how = this.#child?.exitCode ?? this.#child?.signalCode ?? 'unknown';
    return new DubbingError(errorCodes.STACK_EXITED, `${name} ended with ${how} while it started:\n${end}`, {
      source: name,
    });
  }
}
