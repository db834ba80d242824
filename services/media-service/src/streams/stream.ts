import { Deferred, toDubbingError, type ErrorInfoLike, type Logger } from '@dubbing/common';
import type { StreamStatus } from '@dubbing/contracts';
import type { FromWorker, WorkerStatus } from '../worker/messages.js';
import type { StreamSpec } from '../worker/stream-spec.js';
import { CaptionHub } from './caption-hub.js';
import { RestartPolicy } from './restart-policy.js';
import { isOver, nextState, type StreamEvent, type StreamState } from './state.js';
import { describeStream } from './stream-status.js';
import type { WorkerEnd, WorkerHandle, WorkerStarter } from './worker-process.js';

export interface StreamOptions {
  spec: StreamSpec;
  /** Whether a publish on the media server started it: then an unpublish ends it. */
  hooked: boolean;
  startWorker: WorkerStarter;
  maxCrashes: number;
  logger: Logger;
  /** Called whenever the state changed. */
  onState?(stream: Stream): void;
}

/** Why a stream is over, or about to be: its source went away, somebody ended it, or it cannot go on. */
export type StreamOutcome = 'source-gone' | 'asked' | 'failed';

/** One stream as the service knows it: it keeps a worker process running until the stream is over. */
export class Stream {
  readonly spec: StreamSpec;
  readonly hooked: boolean;
  readonly startedAt = new Date();
  /** What is being said. */
  readonly captions = new CaptionHub();
  /** Resolves when the stream is over and its last process is gone; never rejects. */
  readonly closed: Promise<void>;
  readonly #options: StreamOptions;
  readonly #policy: RestartPolicy;
  readonly #done = new Deferred<void>();
  #state: StreamState = 'starting';
  #worker: WorkerHandle | undefined;
  #latest: WorkerStatus | undefined;
  #error: ErrorInfoLike | undefined;
  #endedAt: Date | undefined;
  #outcome: StreamOutcome | undefined;
  #restarts = 0;
  #everLive = false;
  #restartTimer: NodeJS.Timeout | undefined;
  #graceTimer: NodeJS.Timeout | undefined;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.spec = options.spec;
    this.hooked = options.hooked;
    this.closed = this.#done.promise;
    this.#policy = new RestartPolicy({ maxCrashes: options.maxCrashes });
    this.#start();
  }

  get state(): StreamState {
    return this.#state;
  }

  get latest(): WorkerStatus | undefined {
    return this.#latest;
  }

  /** Undefined while it goes on. */
  get outcome(): StreamOutcome | undefined {
    return this.#outcome;
  }

  get restarts(): number {
    return this.#restarts;
  }

  status(): StreamStatus {
    return describeStream(this.spec, this.#latest, {
      state: this.#state,
      startedAt: this.startedAt,
      endedAt: this.#endedAt,
      restarts: this.#restarts,
      error: this.#error,
    });
  }

  /** The publisher is (back) on the media server: an end that was pending is called off. */
  sourcePublished(): 'resumed' | 'running' {
    const pending = this.#graceTimer !== undefined;
    clearTimeout(this.#graceTimer);
    this.#graceTimer = undefined;
    return pending ? 'resumed' : 'running';
  }

  /**
   * The publisher left: the stream ends when the grace period is over.
   * @returns whether that was news; a second notice changes nothing
   */
  sourceUnpublished(graceMs: number): boolean {
    if (this.#graceTimer !== undefined || this.#state === 'ending' || isOver(this.#state)) return false;
    this.#graceTimer = setTimeout(() => this.#end('the source was unpublished', 'source-gone'), graceMs);
    return true;
  }

  /**
   * Ends the stream at the next pause of speech, with what was said by then. `closed` tells when it is done, and `end` cuts it
   * short. Idempotent.
   */
  drain(reason: string): void {
    if (isOver(this.#state) || this.#state === 'ending') return;
    this.#clearTimers();
    this.#apply('end-requested');
    this.#options.logger.info('stream is ending at the next pause', { reason });
    if (this.#worker === undefined) this.#finish('ended');
    else this.#worker.drain(reason);
  }

  /** Ends the stream cleanly. Idempotent; `closed` tells when it is done. */
  end(reason: string): void {
    this.#end(reason, 'asked');
  }

  #end(reason: string, outcome: StreamOutcome): void {
    if (isOver(this.#state)) return;
    // Who deletes a stream whose source is gone wants it gone as well.
    this.#outcome = outcome;
    this.#clearTimers();
    this.#apply('end-requested');
    this.#options.logger.info('stream is ending', { reason });
    if (this.#worker === undefined) this.#finish('ended');
    else this.#worker.end(reason);
  }

  #start(): void {
    this.#restartTimer = undefined;
    this.#worker = this.#options.startWorker(this.spec, (message) => this.#heard(message));
    void this.#worker.closed.then((end) => this.#workerEnded(end));
  }

  #heard(message: Exclude<FromWorker, { type: 'ended' }>): void {
    if (message.type === 'captions') {
      this.captions.publish(message.captions);
      return;
    }
    this.#latest = message.status;
    const event = WORKER_EVENTS[message.status.state];
    if (event !== undefined) this.#apply(event);
  }

  #workerEnded(end: WorkerEnd): void {
    this.#worker = undefined;
    if (end.kind === 'ended' || this.#state === 'ending') {
      this.#finish('ended');
    } else if (end.kind === 'failed' && !this.#worthRetrying(end.error)) {
      this.#error = end.error;
      this.#finish('failed');
    } else {
      this.#restartLater(end.kind === 'crashed' ? toDubbingError(end.error).toJSON() : end.error);
    }
  }

  /** An input that never worked is a mistake in the request, unless the media server itself said that it is there. */
  #worthRetrying(error: ErrorInfoLike): boolean {
    return error.retryable && (this.hooked || this.#everLive);
  }

  #restartLater(error: ErrorInfoLike): void {
    const { delayMs, degraded } = this.#policy.crashed(Date.now());
    this.#error = error;
    this.#restarts += 1;
    this.#apply('worker-starting');
    if (degraded) this.#apply('too-many-crashes');
    this.#options.logger.warn('worker restarts', { error, delayMs, restarts: this.#restarts, degraded });
    this.captions.restart();
    this.#restartTimer = setTimeout(() => this.#start(), delayMs);
  }

  #finish(event: 'ended' | 'failed'): void {
    // A worker leaves by itself when its source has been away for too long.
    if (event === 'failed') this.#outcome = 'failed';
    else this.#outcome ??= 'source-gone';
    this.#clearTimers();
    this.#endedAt = new Date();
    this.#apply(event);
    this.captions.close();
    this.#done.resolve();
  }

  #clearTimers(): void {
    clearTimeout(this.#restartTimer);
    clearTimeout(this.#graceTimer);
    this.#restartTimer = undefined;
    this.#graceTimer = undefined;
  }

  #apply(event: StreamEvent): void {
    const before = this.#state;
    // A worker that is on the air again does not at once make a stream healthy that kept crashing.
    if (event === 'worker-live' && before === 'degraded' && this.#policy.degraded(Date.now())) return;
    this.#state = nextState(before, event);
    if (this.#state === before) return;
    if (this.#state === 'live') {
      this.#error = undefined;
      this.#everLive = true;
    }
    this.#options.logger.info('stream state', { state: this.#state, before });
    this.#options.onState?.(this);
  }
}

/** Only the service decides that a stream is ending: a worker that leaves by itself may be started again. */
const WORKER_EVENTS: Partial<Record<WorkerStatus['state'], StreamEvent>> = {
  starting: 'worker-starting',
  live: 'worker-live',
  'waiting-for-source': 'worker-waiting',
};
