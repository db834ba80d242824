import { Backoff, abortError, describeError, sleep } from '@dubbing/common';
import { stsError } from '../../errors.js';
import type { PullLimits } from './limits.js';
import { Transient } from './transient.js';

export interface RetryOptions {
  readonly limits: PullLimits;
  readonly signal: AbortSignal;
  /** What is fetched, for the message when it is given up. */
  readonly what: string;
  /** A figure that grows as long as attempts bring something; attempts that do are not counted. */
  readonly progress?: () => number;
}

/**
 * Runs the task until it succeeds. Only `Transient` failures are tried again.
 * @throws DubbingError MODEL_HUB_UNREACHABLE after too many attempts that brought nothing, the reason of the signal,
 *   or what the task throws.
 */
export async function withRetries<T>(task: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { limits, signal, what, progress = () => 0 } = options;
  const backoff = new Backoff({ initialMs: limits.backoffMs, maxMs: limits.maxBackoffMs });
  let best = progress();
  for (let fruitless = 0; ;) {
    try {
      return await task();
    } catch (error) {
      if (signal.aborted) throw abortError(signal);
      if (!(error instanceof Transient)) throw error;
      if (progress() > best) {
        best = progress();
        fruitless = 0;
        backoff.reset();
      } else {
        fruitless += 1;
      }
      if (fruitless >= limits.attempts) {
        const message = `${what}: given up after ${fruitless} attempts: ${describeError(error)}`;
        throw stsError('MODEL_HUB_UNREACHABLE', message, { source: what, cause: error });
      }
      await sleep(Math.min(limits.maxBackoffMs, Math.max(backoff.next(), error.retryAfterMs ?? 0)), signal);
    }
  }
}
