import { setTimeout as delay } from 'node:timers/promises';
import { DubbingError } from '@dubbing/common';
import { errorCodes } from './errors.js';

export interface EventuallyOptions {
  /** Finishes the sentence "waited in vain for …". */
  what: string;
  deadlineMs: number;
  /** Default 100. */
  intervalMs?: number;
  signal?: AbortSignal;
}

/**
 * Asks again and again until the answer is something other than undefined, null or false, and gives it back. An error
 * thrown by `ask` counts as "not yet" and is told when time is up.
 * @throws DubbingError CONDITION_NOT_MET
 */
export async function eventually<T>(
  ask: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  options: EventuallyOptions,
): Promise<T> {
  const untilMs = performance.now() + options.deadlineMs;
  let cause: unknown;
  do {
    options.signal?.throwIfAborted();
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== null && answer !== false) return answer;
      cause = undefined;
    } catch (error) {
      // Only a failure of the thing itself ends the wait: a service that has exited will not become ready.
      if (error instanceof DubbingError && error.code === errorCodes.STACK_EXITED) throw error;
      cause = error;
    }
    await delay(options.intervalMs ?? 100, undefined, options.signal === undefined ? {} : { signal: options.signal });
  } while (performance.now() < untilMs);
  throw new DubbingError(errorCodes.CONDITION_NOT_MET, `waited ${options.deadlineMs} ms in vain for ${options.what}`, {
    cause,
  });
}
