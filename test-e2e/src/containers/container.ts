import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DubbingError } from '@dubbing/common';
import { treeOf, usageOf } from '../bench/process-usage.js';
import { errorCodes } from '../errors.js';
import { eventually } from '../eventually.js';
import type { BuiltImage } from './built-images.js';
import { bundleConfig, mergeEnvironment, type BoundVolume } from './bundle.js';
import { startCrun } from './crun.js';
import type { Connection } from './network.js';
import type { RunPlaces } from './places.js';

export interface ContainerSettings {
  /** The name that the other containers find it by. */
  name: string;
  /** Different for each container of a run, also for those that follow each other under one name. */
  id: string;
  image: BuiltImage;
  user: { uid: number; gid: number };
  connection: Connection;
  environment: Readonly<Record<string, string>>;
  command?: readonly string[];
  volumes: readonly BoundVolume[];
  /** What it writes to its outputs is appended here. */
  logFile: string;
  places: RunPlaces;
}

/** How a container ended: with a code, or by the signal that killed its first process (128 + its number). */
export type ExitCode = number;

/** What all processes of a container hold, in MiB. */
export interface ContainerMemory {
  processes: number;
  /** Every page that is shared between processes counted in each of them. */
  residentMib: number;
  /** Every shared page counted in equal parts. */
  proportionalMib: number;
}

/** How a command in a container ended, and all that it wrote. */
export interface CommandOutcome {
  code: number;
  output: string;
}

const START_DEADLINE_MS = 20_000;
const STOP_PATIENCE_MS = 90_000;
/** As Docker has it where an image says nothing. */
const PROBE_TIMEOUT_SECONDS = 30;

/** One container of an image: started once, and gone when it has ended. */
export class Container {
  /** Its first process, by this machine's numbers. */
  readonly #pid: number;
  readonly #child: ChildProcess;
  readonly #exited: Promise<ExitCode>;

  private constructor(
    readonly settings: ContainerSettings,
    child: ChildProcess,
    exited: Promise<ExitCode>,
    pid: number,
  ) {
    this.#child = child;
    this.#exited = exited;
    this.#pid = pid;
  }

  /**
   * Starts it, and resolves when its first process runs.
   * @throws DubbingError STACK_EXITED with the last lines of its log when it cannot be made
   */
  static async start(settings: ContainerSettings): Promise<Container> {
    const { image, id, places, logFile } = settings;
    const bundle = join(places.dir, `bundle-${id}`);
    const pidFile = join(bundle, 'pid');
    await mkdir(bundle, { recursive: true });
    await mkdir(dirname(logFile), { recursive: true });
    const config = bundleConfig({
      ...settings,
      config: image.config,
      rootfs: image.rootfs,
      hostname: settings.name,
      networkNamespace: settings.connection.namespace,
      hostsFile: places.hostsFile,
      resolvFile: places.resolvFile,
    });
    await writeFile(join(bundle, 'config.json'), JSON.stringify(config));
    const log = openSync(logFile, 'a');
    const child = startCrun(
      places.stateDir,
      ['run', '--bundle', bundle, '--pid-file', pidFile, id],
      ['ignore', log, log],
    );
    closeSync(log);
    const exited = new Promise<ExitCode>((resolve) => {
      child.once('error', () => resolve(-1));
      child.once('exit', (code) => resolve(code ?? -1));
    });
    const isGone = (): boolean => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
    const pid = await eventually(
      async () => {
        const text = await readFile(pidFile, 'utf8').catch(() => '');
        if (text !== '') return Number(text);
        if (isGone()) throw await exitError(settings, await exited);
        return undefined;
      },
      { what: `${settings.name} to be started`, deadlineMs: START_DEADLINE_MS, intervalMs: 20 },
    );
    return new Container(settings, child, exited, pid);
  }

  get name(): string {
    return this.settings.name;
  }

  get address(): string {
    return this.settings.connection.address;
  }

  /** Its first process, by this machine's numbers. */
  get pid(): number {
    return this.#pid;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when its first process has ended, and with it all the others. */
  get exited(): Promise<ExitCode> {
    return this.#exited;
  }

  /** What it has written so far. */
  log(): Promise<string> {
    return readFile(this.settings.logFile, 'utf8');
  }

  /**
   * Waits until it answers as wished.
   * @throws DubbingError STACK_EXITED when it ends instead, CONDITION_NOT_MET when time is up
   */
  until(what: string, deadlineMs: number, isSo: () => boolean | Promise<boolean>): Promise<true> {
    return eventually(
      async () => {
        if (!this.isRunning) throw await exitError(this.settings, await this.#exited);
        return isSo();
      },
      { what: `${this.name} ${what} (log: ${this.settings.logFile})`, deadlineMs, intervalMs: 50 },
    );
  }

  /** Waits until its `/health/ready` is good. */
  ready(port: number, deadlineMs = 60_000): Promise<true> {
    const url = `http://${this.address}:${port}/health/ready`;
    return this.until('to be ready', deadlineMs, async () => (await fetch(url)).ok);
  }

  /** Sends a signal to its first process, as `docker kill --signal` does. */
  signal(name: NodeJS.Signals): void {
    if (this.isRunning) process.kill(this.#pid, name);
  }

  /** Asks it to end with the signal that its image names, and kills it when it has not after `patienceMs`. */
  async stop(patienceMs = STOP_PATIENCE_MS): Promise<ExitCode> {
    this.signal((this.settings.image.config.StopSignal ?? 'SIGTERM') as NodeJS.Signals);
    const timer = setTimeout(() => this.signal('SIGKILL'), patienceMs);
    const code = await this.#exited;
    clearTimeout(timer);
    return code;
  }

  kill(): Promise<ExitCode> {
    this.signal('SIGKILL');
    return this.#exited;
  }

  /**
   * Runs a command in the container, as its user and with its environment. `crun exec` would not: where its view is but a chroot, it
   * runs the command in the machine's root.
   */
  async run(command: readonly string[]): Promise<CommandOutcome> {
    const { image, user, environment } = this.settings;
    const { WorkingDir = '/', Env = [] } = image.config;
    const own = mergeEnvironment(Env, environment);
    const inside = ['env', '--ignore-environment', `--chdir=${WorkingDir}`, ...own, ...command];
    const spaces = ['--mount', '--uts', '--ipc', '--net', '--pid', '--root'];
    const asUser = ['--setuid', String(user.uid), '--setgid', String(user.gid)];
    const enter = ['nsenter', '--target', String(this.#pid), ...spaces, ...asUser, '--', ...inside];
    const child = spawn('setpriv', ['--no-new-privs', ...enter], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code: code ?? -1, output: output.trim() };
  }

  /** Makes the check of its HEALTHCHECK once: 0 is well. */
  probe(): Promise<CommandOutcome> {
    const { Test = [], Timeout = 0 } = this.settings.image.config.Healthcheck ?? {};
    const [kind, ...words] = Test;
    if (kind !== 'CMD' && kind !== 'CMD-SHELL') throw new Error(`the image of ${this.name} has no HEALTHCHECK`);
    const seconds = Timeout / 1_000_000_000 || PROBE_TIMEOUT_SECONDS;
    const command = kind === 'CMD' ? words : ['/bin/sh', '-c', ...words];
    return this.run(['timeout', '--kill-after=1', String(seconds), ...command]);
  }

  /** What its processes hold now. */
  memory(): ContainerMemory {
    const used = treeOf(this.#pid).flatMap((pid) => usageOf(pid) ?? []);
    return {
      processes: used.length,
      residentMib: used.reduce((sum, { residentMemoryMib }) => sum + residentMemoryMib, 0),
      proportionalMib: used.reduce((sum, { proportionalMemoryMib }) => sum + proportionalMemoryMib, 0),
    };
  }
}

async function exitError({ name, logFile }: ContainerSettings, code: ExitCode): Promise<DubbingError> {
  const log = await readFile(logFile, 'utf8').catch(() => '');
  const end = log.trim().split('\n').slice(-5).join('\n');
  return new DubbingError(errorCodes.STACK_EXITED, `the container ${name} ended with ${code}:\n${end}`, {
    source: name,
  });
}
