import { Interrupted } from '../workshop-error.mjs';

/**
 * Work that has been begun before its turn to be shown.
 *
 * @template T
 * @typedef {object} Begun
 * @property {(output: (text: string | Uint8Array) => void) => Promise<T>} show Gives the output what was written so far, and all that
 *   follows.
 * @property {() => Promise<void>} stop Ends it, whatever it gives.
 */

/**
 * Begins work whose output is held back until somebody wants to see it.
 *
 * @template T
 * @param {(output: (text: string | Uint8Array) => void, signal: AbortSignal) => Promise<T>} work
 * @param {AbortSignal} signal
 * @returns {Begun<T>}
 */
export function begin(work, signal) {
  const own = new AbortController();
  /** @type {(string | Uint8Array)[]} */
  const held = [];
  /** @type {(text: string | Uint8Array) => void} */
  let write = (text) => void held.push(text);
  const result = work((text) => write(text), AbortSignal.any([signal, own.signal]));
  // Until it is shown, a failure is nobody's.
  result.catch(() => {});
  return {
    show: (output) => {
      held.splice(0).forEach(output);
      write = output;
      return result;
    },
    stop: async () => {
      own.abort(new Interrupted('SIGTERM'));
      await result.catch(() => {});
    },
  };
}
