import {
  Backoff,
  Deferred,
  abortError,
  describeError,
  onAbort,
  sleep,
  toDubbingError,
  type DubbingError,
  type Logger,
} from '@dubbing/common';
import { EngineProcess, type EngineProcessOptions } from './engine-process.js';
import type { Lane } from './lane.js';
import type { EngineReady } from './messages.js';

/** After so many failed starts in a row the host says so instead of letting callers wait. */
const startsBeforeGivingNotice = 3;

/** After so many it is not tried any more: what dies of its model's size, or of its graph, does so each time. */
const startsBeforeGivingUp = 8;

export interface SupervisorOptions extends EngineProcessOptions {
  readonly lane: Lane<EngineProcess>;
  /** What runs in the processes, for messages. */
  readonly name: string;
  readonly logger: Logger;
  /** Delays between starts; tests give their own. */
  readonly backoff?: () => Backoff;
}

/** Keeps a number of engine processes alive and in their lane. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #unit = new AbortController();
  readonly #keepers: Promise<void>[];
  readonly #settled = new Deferred<void>();
  readonly #alive = new Set<EngineProcess>();
  #ready: EngineReady | undefined;
  #fault: DubbingError | undefined;
  #restarts = 0;
  #keeping: number;

  constructor(count: number, options: SupervisorOptions) {
    this.#options = options;
    this.#keeping = count;
    this.#keepers = Array.from({ length: count }, () => this.#keepOne());
  }

  /** Resolves when the first process is ready or it is known that none will be soon. */
  get settled(): Promise<void> {
    return this.#settled.promise;
  }

  /** What the process that got ready last told. */
  get ready(): EngineReady | undefined {
    return this.#ready;
  }

  /** Why there are no engines at this moment. */
  get fault(): DubbingError | undefined {
    return this.#alive.size > 0 ? undefined : this.#fault;
  }

  /** Processes that were started in place of one that died. */
  get restarts(): number {
    return this.#restarts;
  }

  get pids(): number[] {
    return [...this.#alive].map((engine) => engine.pid).filter((pid) => pid !== undefined);
  }

  /** Physical memory of the processes that run. */
  get memoryBytes(): number {
    return [...this.#alive].reduce((sum, engine) => sum + engine.memoryBytes, 0);
  }

  async close(): Promise<void> {
    this.#unit.abort();
    await Promise.all(this.#keepers);
  }

  async #keepOne(): Promise<void> {
    const { signal } = this.#unit;
    const backoff = this.#options.backoff?.() ?? new Backoff({ initialMs: 200, maxMs: 10_000 });
    while (!signal.aborted) {
      try {
        const engine = await EngineProcess.start(this.#options, signal);
        backoff.reset();
        await this.#serve(engine);
      } catch (error) {
        if (signal.aborted) break;
        const failure = toDubbingError(error);
        // What is not installed does not come by trying again; that takes a restart of the service.
        const hopeless = !failure.retryable || backoff.attempts >= startsBeforeGivingUp;
        if (hopeless || backoff.attempts >= startsBeforeGivingNotice) this.#giveNotice(failure);
        const { logger, name } = this.#options;
        if (failure.retryable) {
          logger.error('an engine process did not start', { engine: name, reason: describeError(error) });
        }
        if (hopeless) {
          this.#giveUp(failure);
          return;
        }
      }
      // Only the end of the service cuts the wait short.
      await sleep(backoff.next(), signal).catch(() => {});
      if (!signal.aborted) this.#restarts += 1;
    }
    this.#giveNotice(abortError(signal));
  }

  async #serve(engine: EngineProcess): Promise<void> {
    const { lane, logger, name } = this.#options;
    const { signal } = this.#unit;
    const ready = await engine.ready;
    this.#ready = ready;
    this.#fault = undefined;
    this.#alive.add(engine);
    lane.add(engine, ready.mostTogether);
    engine.onGone = () => {
      lane.remove(engine);
      this.#alive.delete(engine);
    };
    this.#settled.resolve();
    const closing = new Deferred<void>();
    const forget = onAbort(signal, () => {
      closing.resolve();
    });
    await Promise.race([engine.exited, closing.promise]);
    forget();
    lane.remove(engine);
    if (signal.aborted) await engine.close();
    else logger.error('an engine process died and is started again', { engine: name, pid: engine.pid });
  }

  /** What waits for the last process to come back fails at once, and what comes later too. */
  #giveUp(fault: DubbingError): void {
    this.#keeping -= 1;
    if (this.#keeping === 0) this.#options.lane.close(fault);
  }

  #giveNotice(fault: DubbingError): void {
    this.#fault = fault;
    this.#settled.resolve();
  }
}
