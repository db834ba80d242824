import { fork, type ChildProcess } from 'node:child_process';
import { Deferred, onAbort } from '@dubbing/common';
import { stsError } from '../errors.js';
import { errorOfInfo } from './error-info.js';
import type {
  EngineAnswers,
  EngineJob,
  EngineReady,
  EngineSettings,
  EngineWork,
  FromEngine,
  ToEngine,
  WorkKind,
} from './messages.js';

const entry = new URL('./engine-entry.js', import.meta.url);

export interface EngineProcessOptions {
  readonly settings: EngineSettings;
  /** How long a job that is cancelled may take to stop before its process is killed. */
  readonly cancelGraceMs: number;
  /** How long loading may take. */
  readonly loadTimeoutMs: number;
}

/** What an engine process is to those who give it work. */
export interface EngineWorker {
  /**
   * What is asked in the same turn of the event loop the process works on together.
   * @param onPartial hears the answer grow, before the promise settles and not once the signal is aborted. Must not throw.
   * @throws DubbingError ENGINE_CRASHED, the engine's own error, or the signal's reason.
   */
  perform<K extends WorkKind>(
    of: K,
    work: EngineWork[K],
    signal: AbortSignal,
    onPartial?: (text: string) => void,
  ): Promise<EngineAnswers[K]>;
}

/** A process that is told to end has nothing to lose: it is killed when it takes longer than this. */
const closeGraceMs = 1000;

/** One engine process. It dies with the first thing that goes wrong; its supervisor starts another. */
export class EngineProcess implements EngineWorker {
  readonly #child: ChildProcess;
  readonly #cancelGraceMs: number;
  readonly #ready = new Deferred<EngineReady>();
  readonly #exited = new Deferred<void>();
  readonly #jobs = new Map<number, Deferred<EngineAnswers[WorkKind]>>();
  /** Those who hear the answers of their jobs grow. */
  readonly #listeners = new Map<number, (text: string) => void>();
  /** Jobs that were cancelled and have not stopped within the grace time. */
  readonly #overdue = new Set<number>();
  /** What is asked and not sent yet. */
  #outbox: { readonly of: WorkKind; readonly jobs: EngineJob[] } | undefined;
  #memoryBytes = 0;
  #nextId = 0;
  #gone: Error | undefined;
  #onGone: () => void = () => {};

  private constructor({ settings, cancelGraceMs }: EngineProcessOptions) {
    this.#cancelGraceMs = cancelGraceMs;
    this.#child = fork(entry, [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#child.on('message', (message: FromEngine) => {
      this.#onMessage(message);
    });
    this.#child.once('exit', (code, signal) => {
      this.#onExit(`with ${signal ?? `code ${String(code)}`}`);
    });
    this.#child.once('error', (error) => {
      this.#onExit(`: ${error.message}`);
    });
    this.#send({ kind: 'load', settings });
  }

  /**
   * Resolves when the engines are loaded.
   * @throws DubbingError why they are not: what is missing, or ENGINE_CRASHED. No process is left then.
   */
  static async start(options: EngineProcessOptions, signal: AbortSignal): Promise<EngineProcess> {
    const engine = new EngineProcess(options);
    const late = setTimeout(() => {
      engine.#ready.reject(stsError('ENGINE_CRASHED', 'an engine process did not get ready in time'));
    }, options.loadTimeoutMs);
    const forget = onAbort(signal, () => {
      engine.kill();
    });
    try {
      await engine.#ready.promise;
      return engine;
    } catch (error) {
      engine.kill();
      await engine.exited;
      throw error;
    } finally {
      clearTimeout(late);
      forget();
    }
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What it told when it was ready. */
  get ready(): Promise<EngineReady> {
    return this.#ready.promise;
  }

  /** Its physical memory as it told it last. */
  get memoryBytes(): number {
    return this.#memoryBytes;
  }

  /** Resolves when the process has ended, for whatever reason. */
  get exited(): Promise<void> {
    return this.#exited.promise;
  }

  /** Called when the process has ended, before its jobs fail: then nobody gives it another one. */
  set onGone(listener: () => void) {
    this.#onGone = listener;
    if (this.#gone !== undefined) listener();
  }

  /**
   * Settles when the process is done with the job, which after an abort is within the grace time: a
   * process that does not stop is killed, unless it has other jobs that somebody waits for.
   */
  async perform<K extends WorkKind>(
    of: K,
    work: EngineWork[K],
    signal: AbortSignal,
    onPartial?: (text: string) => void,
  ): Promise<EngineAnswers[K]> {
    if (this.#gone !== undefined) throw this.#gone;
    const id = (this.#nextId += 1);
    const job = new Deferred<EngineAnswers[K]>();
    let grace: NodeJS.Timeout | undefined;
    this.#jobs.set(id, job);
    if (onPartial !== undefined) this.#listeners.set(id, onPartial);
    this.#post(of, { id, work, ...(onPartial !== undefined && { partials: true }) });
    const forget = onAbort(signal, () => {
      this.#listeners.delete(id);
      // What the process does not know it cannot cancel.
      this.#flush();
      this.#send({ kind: 'cancel', id });
      grace = setTimeout(() => {
        this.#overdue.add(id);
        this.#killIfHopeless();
      }, this.#cancelGraceMs);
    });
    try {
      return await job.promise;
    } finally {
      this.#jobs.delete(id);
      this.#listeners.delete(id);
      this.#overdue.delete(id);
      clearTimeout(grace);
      forget();
      this.#killIfHopeless();
    }
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Lets the process end by itself; kills it when it does not. Idempotent. */
  async close(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    const late = setTimeout(() => {
      this.kill();
    }, closeGraceMs);
    await this.exited;
    clearTimeout(late);
  }

  #post<K extends WorkKind>(of: K, job: EngineJob<K>): void {
    if (this.#outbox?.of !== of) this.#flush();
    if (this.#outbox === undefined) {
      this.#outbox = { of, jobs: [] };
      setImmediate(() => {
        this.#flush();
      });
    }
    this.#outbox.jobs.push(job);
  }

  #flush(): void {
    if (this.#outbox !== undefined) this.#send({ kind: 'work', ...this.#outbox });
    this.#outbox = undefined;
  }

  /** Nobody waits for any of its jobs any more, and it does not stop. */
  #killIfHopeless(): void {
    if (this.#overdue.size > 0 && this.#overdue.size === this.#jobs.size) this.kill();
  }

  #send(message: ToEngine): void {
    if (!this.#child.connected) return;
    // A send fails only when the process is gone, and its exit tells that better.
    this.#child.send(message, () => {});
  }

  #onMessage(message: FromEngine): void {
    if (message.kind === 'ready') this.#ready.resolve(message);
    else if (message.kind === 'unavailable') this.#ready.reject(errorOfInfo(message.error));
    else if (message.kind === 'memory') this.#memoryBytes = message.bytes;
    else if (message.kind === 'partial') this.#listeners.get(message.id)?.(message.text);
    else if (message.kind === 'failed') this.#jobs.get(message.id)?.reject(errorOfInfo(message.error));
    else this.#jobs.get(message.id)?.resolve(message.answer);
  }

  #onExit(how: string): void {
    const error = stsError('ENGINE_CRASHED', `the engine process ended ${how}`, { source: 'engine process' });
    this.#gone = error;
    this.#onGone();
    this.#ready.reject(error);
    for (const job of this.#jobs.values()) job.reject(error);
    this.#exited.resolve();
  }
}
