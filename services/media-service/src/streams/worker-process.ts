import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Deferred, DubbingError, toDubbingError, type ErrorInfoLike } from '@dubbing/common';
import { childEnvironment } from '../config.js';
import { errorCodes } from '../errors.js';
import type { FromWorker, ToWorker } from '../worker/messages.js';
import type { StreamSpec } from '../worker/stream-spec.js';

/** How long a worker may take over a clean end, and over dying once it is told to. */
const END_PATIENCE_MS = 15_000;
const TERM_PATIENCE_MS = 3_000;
/** A worker reports every second; one that says nothing for so long hangs. */
const SILENCE_MS = 20_000;
/**
 * Each pulled GStreamer sink and each pipeline's bus holds one thread of libuv's pool, and a worker has a few of both
 * per language; the default of four would leave none for files and names. Threads that do nothing cost nothing.
 */
const THREAD_POOL_SIZE = '64';
/** With an arena for every few of those threads, glibc keeps tens of megabytes that nobody uses. */
const MALLOC_ARENAS = '2';
/**
 * A worker's garbage is short-lived buffers: a small nursery, in MiB, is emptied more often and costs no time. Code that
 * is compiled for size takes 10 MB less of memory, and no more time where most of the work is not in JavaScript.
 */
const NODE_OPTIONS = ['--max-semi-space-size=4', '--optimize-for-size'];

/** How a worker process came to its end. */
export type WorkerEnd =
  { kind: 'ended' } | { kind: 'failed'; error: ErrorInfoLike } | { kind: 'crashed'; error: DubbingError };

/** One run of a stream's worker, as the service sees it. Tests give their own. */
export interface WorkerHandle {
  /** Resolves when the process is gone; never rejects. */
  readonly closed: Promise<WorkerEnd>;
  /** Asks for an end at the next pause of speech; how long that may take is for the caller to say, by `end`. */
  drain(reason: string): void;
  /** Asks for a clean end and insists if it does not come. Idempotent. */
  end(reason: string): void;
}

export type WorkerStarter = (
  spec: StreamSpec,
  onMessage: (message: Exclude<FromWorker, { type: 'ended' }>) => void,
) => WorkerHandle;

export const startWorkerProcess: WorkerStarter = (spec, onMessage) => new WorkerProcess(spec, onMessage);

class WorkerProcess implements WorkerHandle {
  readonly #child: ChildProcess;
  readonly #closed = new Deferred<WorkerEnd>();
  #lastWord: WorkerEnd | undefined;
  #endTimers: NodeJS.Timeout[] = [];
  #silence: NodeJS.Timeout | undefined;

  constructor(spec: StreamSpec, onMessage: Parameters<WorkerStarter>[1]) {
    this.#child = fork(fileURLToPath(new URL('../worker/main.js', import.meta.url)), [], {
      env: childEnvironment({ UV_THREADPOOL_SIZE: THREAD_POOL_SIZE, MALLOC_ARENA_MAX: MALLOC_ARENAS }),
      execArgv: [...process.execArgv.filter((argument) => !argument.startsWith('--inspect')), ...NODE_OPTIONS],
      serialization: 'json',
    });
    this.#watch(spec.id);
    this.#child.on('message', (message: FromWorker) => {
      this.#watch(spec.id);
      if (message.type !== 'ended') {
        onMessage(message);
        return;
      }
      this.#lastWord = message.error === undefined ? { kind: 'ended' } : { kind: 'failed', error: message.error };
      // A thread of GStreamer's that does not let go can hold the process back at its very end.
      this.#endTimers.push(setTimeout(() => this.#child.kill('SIGKILL'), TERM_PATIENCE_MS));
    });
    this.#child.on('error', (error) => this.#gone(crashed(spec.id, toDubbingError(error).message)));
    this.#child.on('exit', (code, signal) => {
      this.#gone(this.#lastWord ?? crashed(spec.id, signal === null ? `exit code ${code}` : `signal ${signal}`));
    });
    this.#tell({ type: 'start', spec });
  }

  get closed(): Promise<WorkerEnd> {
    return this.#closed.promise;
  }

  drain(reason: string): void {
    this.#tell({ type: 'drain', reason });
  }

  end(reason: string): void {
    if (this.#endTimers.length > 0 || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#tell({ type: 'end', reason });
    this.#endTimers = [
      setTimeout(() => this.#child.kill('SIGTERM'), END_PATIENCE_MS),
      setTimeout(() => this.#child.kill('SIGKILL'), END_PATIENCE_MS + TERM_PATIENCE_MS),
    ];
  }

  #watch(id: string): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      const message = `the worker of stream ${id} gave no sign of life for ${SILENCE_MS / 1000} s`;
      const error = new DubbingError(errorCodes.WORKER_UNRESPONSIVE, message, { retryable: true });
      this.#lastWord = { kind: 'crashed', error };
      this.#child.kill('SIGKILL');
    }, SILENCE_MS);
  }

  #tell(message: ToWorker): void {
    // A worker that is already gone reports itself by its exit; the failed send says nothing more.
    this.#child.send(message, () => {});
  }

  #gone(end: WorkerEnd): void {
    for (const timer of [this.#silence, ...this.#endTimers]) clearTimeout(timer);
    this.#closed.resolve(end);
  }
}

function crashed(id: string, how: string): WorkerEnd {
  const message = `the worker of stream ${id} ended unexpectedly (${how})`;
  return { kind: 'crashed', error: new DubbingError(errorCodes.WORKER_CRASHED, message, { retryable: true }) };
}
