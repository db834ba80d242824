import type { Registry } from 'prom-client';
import { Backoff, describeError, onAbort, toDubbingError, type DubbingError, type Logger } from '@dubbing/common';
import type { PartHealth } from '../../health/health.js';
import { systemClock, type Clock } from '../../media/clock.js';
import { MediaMtxMetrics, type MediaMtxFacts } from '../../metrics/mediamtx-metrics.js';
import type { PublishEvents } from '../../streams/publish-events.js';
import type { ControlApi } from './control-api.js';
import { readPathList } from './path-list.js';
import { readVersion, versionProblem, type MediaMtxVersion } from './version.js';

export interface MediaMtxOptions {
  readonly api: ControlApi;
  readonly events: Pick<PublishEvents, 'reconcile'>;
  readonly metrics: Registry;
  /** Between the end of one round and the next, in milliseconds. */
  readonly everyMs: number;
  readonly logger: Logger;
  /** The one that the events have. */
  readonly clock?: Clock;
}

/** Longest wait for a MediaMTX that is away: who starts it wants to see its streams. */
const LONGEST_WAIT_MS = 15_000;
/** One that is started anew in less time than there is between two rounds may be another version, and nothing tells of it. */
const VERSION_EVERY_MS = 60_000;

/**
 * MediaMTX beside the service: asked again and again, in rounds that never overlap, for everything that is published, so
 * that a hook that was lost does no harm. While it is away nothing is concluded from that.
 */
export class MediaMtx {
  readonly #options: MediaMtxOptions;
  readonly #clock: Clock;
  readonly #metrics: MediaMtxMetrics;
  readonly #backoff: Backoff;
  readonly #abort = new AbortController();
  readonly #ended: Promise<void>;
  #hasAnswered = false;
  #problem: DubbingError | undefined;
  #version: MediaMtxVersion | undefined;
  #versionAtMs = Number.NEGATIVE_INFINITY;
  #published = 0;

  constructor(options: MediaMtxOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#metrics = new MediaMtxMetrics(options.metrics, () => this.#facts());
    this.#backoff = new Backoff({
      initialMs: options.everyMs,
      maxMs: Math.max(options.everyMs, LONGEST_WAIT_MS),
    });
    this.#ended = this.#run();
  }

  health(): PartHealth {
    const facts = {
      kind: 'mediamtx',
      url: this.#options.api.url,
      ...(this.#version !== undefined && { version: this.#version.told }),
      published: this.#published,
    };
    if (this.#problem !== undefined) {
      const { code, message } = this.#problem;
      return { status: 'down', problem: message, code, ...facts };
    }
    if (!this.#hasAnswered) return { status: 'down', problem: 'MediaMTX has not answered yet', ...facts };
    const problem = this.#version && versionProblem(this.#version);
    return problem === undefined ? { status: 'ok', ...facts } : { status: 'degraded', problem, ...facts };
  }

  /** Breaks off what is under way. Idempotent. */
  async close(): Promise<void> {
    this.#abort.abort();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    while (!signal.aborted) await this.#pause(await this.#round(signal), signal);
  }

  /** @returns how many milliseconds to wait before the next */
  async #round(signal: AbortSignal): Promise<number> {
    const { api, events, everyMs, logger } = this.#options;
    const askedAtMs = this.#clock.nowMs();
    try {
      const { publishes, isWhole } = await readPathList(api, signal);
      this.#published = publishes.length;
      this.#answered();
      const healed = await events.reconcile({ askedAtMs, publishes, isWhole });
      for (const [action, count] of Object.entries(healed)) this.#metrics.healed.inc({ action }, count);
      if (Object.values(healed).some((count) => count > 0))
        logger.info('streams follow what is published at MediaMTX', { ...healed });
      if (askedAtMs - this.#versionAtMs >= VERSION_EVERY_MS) await this.#checkVersion(signal);
    } catch (error) {
      if (signal.aborted) return 0;
      this.#failed(toDubbingError(error));
      return this.#backoff.next();
    }
    return everyMs;
  }

  #answered(): void {
    this.#metrics.rounds.inc({ outcome: 'answered' });
    this.#backoff.reset();
    if (this.#hasAnswered && this.#problem === undefined) return;
    this.#options.logger.info(this.#hasAnswered ? 'MediaMTX answers again' : 'MediaMTX answers', {
      url: this.#options.api.url,
    });
    this.#hasAnswered = true;
    this.#problem = undefined;
  }

  #failed(problem: DubbingError): void {
    this.#metrics.rounds.inc({ outcome: 'failed' });
    // Whoever is back may be another.
    this.#version = undefined;
    this.#versionAtMs = Number.NEGATIVE_INFINITY;
    const wasTold = this.#problem?.code === problem.code;
    this.#problem = problem;
    if (wasTold) return;
    const message = 'what is published at MediaMTX is not known; streams that run go on';
    this.#options.logger.warn(message, { code: problem.code, problem: problem.message });
  }

  /** The version keeps nothing from being done: what cannot be asked now is asked in the next round. */
  async #checkVersion(signal: AbortSignal): Promise<void> {
    const { api, logger } = this.#options;
    try {
      const version = await readVersion(api, signal);
      const isNews = this.#version?.told !== version.told;
      this.#version = version;
      this.#versionAtMs = this.#clock.nowMs();
      if (!isNews) return;
      const problem = versionProblem(version);
      if (problem === undefined) logger.info('the version of MediaMTX is supported', { version: version.told });
      else logger.warn(problem, { version: version.told });
    } catch (error) {
      if (!signal.aborted) logger.debug('MediaMTX did not tell its version', { problem: describeError(error) });
    }
  }

  #pause(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      let callOff = (): void => {};
      const forget = onAbort(signal, () => {
        callOff();
        resolve();
      });
      if (signal.aborted) return;
      callOff = this.#clock.after(delayMs, () => {
        forget();
        resolve();
      });
    });
  }

  #facts(): MediaMtxFacts {
    const version = this.#version && {
      told: this.#version.told,
      isSupported: versionProblem(this.#version) === undefined,
    };
    return { isReachable: this.#hasAnswered && this.#problem === undefined, version, published: this.#published };
  }
}
