/** What the queue needs to know of a job. */
export interface Queued {
  readonly sessionKey: string;
  /** On the clock of `performance.now()`. */
  readonly deadlineAtMs: number;
}

/**
 * A bounded queue that is fair among sessions: they take turns, so a session that sends a burst
 * delays itself and nobody else. Within a session the job with the earliest deadline goes first.
 */
export class FairQueue<T extends Queued> {
  /** In the order of turns: the session at the front is served next. */
  readonly #sessions = new Map<string, T[]>();
  readonly #capacity: number;
  #size = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#size;
  }

  /** False when the queue is full; the job is not in it then. */
  tryPush(job: T): boolean {
    if (this.#size >= this.#capacity) return false;
    const jobs = this.#sessions.get(job.sessionKey) ?? [];
    const later = jobs.findIndex((other) => other.deadlineAtMs > job.deadlineAtMs);
    jobs.splice(later === -1 ? jobs.length : later, 0, job);
    this.#sessions.set(job.sessionKey, jobs);
    this.#size += 1;
    return true;
  }

  /** The next job of the session whose turn it is; that session then goes to the back. */
  take(): T | undefined {
    for (const [sessionKey, jobs] of this.#sessions) {
      const job = jobs.shift();
      this.#sessions.delete(sessionKey);
      if (jobs.length > 0) this.#sessions.set(sessionKey, jobs);
      if (job === undefined) continue;
      this.#size -= 1;
      return job;
    }
    return undefined;
  }

  /** The next jobs in their order, as many as there are up to this number. */
  takeUpTo(most: number): T[] {
    const jobs: T[] = [];
    for (let job = this.take(); job !== undefined; job = jobs.length < most ? this.take() : undefined) jobs.push(job);
    return jobs;
  }

  /** False when the job is not in the queue. */
  remove(job: T): boolean {
    const jobs = this.#sessions.get(job.sessionKey);
    const index = jobs?.indexOf(job) ?? -1;
    if (jobs === undefined || index === -1) return false;
    jobs.splice(index, 1);
    if (jobs.length === 0) this.#sessions.delete(job.sessionKey);
    this.#size -= 1;
    return true;
  }
}
