import { Deferred, abortError, abortable, onAbort, throwIfAborted } from '@dubbing/common';
import { stsError } from '../errors.js';
import { FairQueue, type Queued } from './fair-queue.js';

/** The longest delay that a Node timer can keep, in milliseconds. */
const longestTimerMs = 2 ** 31 - 1;

export interface LaneRequest extends Queued {
  readonly signal: AbortSignal;
}

export interface LaneStats {
  readonly queued: number;
  readonly busy: number;
  readonly workers: number;
}

interface Waiting extends Queued {
  readonly granted: Deferred<void>;
}

/**
 * Shares workers of one kind (engine processes, translation pipelines, places for programs) among
 * sessions. A worker that is free gets a job, or as many of those that wait at that moment as it works
 * on together, and no other until all of them are done. Workers come and go while jobs wait.
 */
export class Lane<W extends object> {
  readonly #name: string;
  readonly #queue: FairQueue<Waiting & { worker?: W }>;
  /** With how many jobs each takes at a time. */
  readonly #workers = new Map<W, number>();
  /** How many jobs each worker has that has any. */
  readonly #busy = new Map<W, number>();
  #closed: Error | undefined;

  /** @param name what the workers are, for messages. @param capacity jobs that may wait. */
  constructor(name: string, capacity: number) {
    this.#name = name;
    this.#queue = new FairQueue(capacity);
  }

  get stats(): LaneStats {
    return { queued: this.#queue.size, busy: this.#busy.size, workers: this.#workers.size };
  }

  /** @param mostTogether how many jobs it works on at a time. */
  add(worker: W, mostTogether = 1): void {
    this.#workers.set(worker, mostTogether);
    this.#serve();
  }

  /** The worker gets no more jobs. Those that it has at this moment go on. */
  remove(worker: W): void {
    this.#workers.delete(worker);
  }

  /**
   * Runs the task on the next free worker. The promise settles as soon as the deadline passes or
   * the caller aborts; the worker is free again only when its tasks themselves have settled.
   * @throws DubbingError ENGINE_BUSY, DEADLINE_EXCEEDED, the abort reason, or what the task throws.
   */
  async run<T>(request: LaneRequest, task: (worker: W, signal: AbortSignal) => Promise<T>): Promise<T> {
    const unit = new AbortController();
    const forget = onAbort(request.signal, () => {
      unit.abort(abortError(request.signal));
    });
    const leftMs = Math.min(Math.max(0, request.deadlineAtMs - performance.now()), longestTimerMs);
    const timer = setTimeout(() => {
      unit.abort(stsError('DEADLINE_EXCEEDED', `${this.#name} was not done by the deadline`, { source: this.#name }));
    }, leftMs);
    try {
      const worker = await this.#acquire(request, unit.signal);
      const work = this.#workOn(worker, task, unit.signal);
      return await abortable(unit.signal, work);
    } finally {
      clearTimeout(timer);
      forget();
    }
  }

  /** Every job that waits fails, as does every later one. @param reason default SHUTTING_DOWN */
  close(reason: Error = this.#shuttingDown()): void {
    this.#closed ??= reason;
    for (let job = this.#queue.take(); job !== undefined; job = this.#queue.take()) {
      job.granted.reject(this.#closed);
    }
  }

  async #workOn<T>(worker: W, task: (worker: W, signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      throwIfAborted(signal);
      return await task(worker, signal);
    } finally {
      const left = (this.#busy.get(worker) ?? 1) - 1;
      if (left > 0) this.#busy.set(worker, left);
      else this.#busy.delete(worker);
      this.#serve();
    }
  }

  async #acquire(request: LaneRequest, signal: AbortSignal): Promise<W> {
    if (this.#closed !== undefined) throw this.#closed;
    throwIfAborted(signal);
    const { sessionKey, deadlineAtMs } = request;
    const job: Waiting & { worker?: W } = { sessionKey, deadlineAtMs, granted: new Deferred() };
    if (!this.#queue.tryPush(job)) {
      throw stsError('ENGINE_BUSY', `too many jobs wait for ${this.#name}`, { source: this.#name });
    }
    const forget = onAbort(signal, () => {
      if (this.#queue.remove(job)) job.granted.reject(abortError(signal));
    });
    this.#serve();
    try {
      await job.granted.promise;
    } finally {
      forget();
    }
    if (job.worker === undefined) throw this.#shuttingDown();
    return job.worker;
  }

  #serve(): void {
    for (const [worker, mostTogether] of this.#workers) {
      if (this.#busy.has(worker)) continue;
      const jobs = this.#queue.takeUpTo(mostTogether);
      if (jobs.length === 0) return;
      this.#busy.set(worker, jobs.length);
      for (const job of jobs) {
        job.worker = worker;
        job.granted.resolve();
      }
    }
  }

  #shuttingDown(): Error {
    return stsError('SHUTTING_DOWN', `${this.#name} is shutting down`, { source: this.#name });
  }
}
