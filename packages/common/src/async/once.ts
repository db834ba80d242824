import { once as nodeOnce, type EventEmitter } from 'node:events';
import { abortError } from './abort.js';

/**
 * The arguments of the next `event`. Rejects with what the emitter's `error` event carries.
 * @throws the abort reason when the signal aborts first; the listeners are gone either way.
 */
export async function once(emitter: EventEmitter, event: string | symbol, signal?: AbortSignal): Promise<unknown[]> {
  try {
    const args: unknown[] = await nodeOnce(emitter, event, signal === undefined ? {} : { signal });
    return args;
  } catch (error) {
    throw signal?.aborted === true ? abortError(signal) : error;
  }
}
