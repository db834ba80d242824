import { abortError, onAbort } from './abort.js';

/**
 * Settles as `promise` does, or rejects as soon as the signal aborts. The promise itself is
 * not stopped; what it settles to later is ignored.
 */
export async function abortable<T>(signal: AbortSignal | undefined, promise: PromiseLike<T>): Promise<T> {
  if (signal === undefined) return promise;
  let forget = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    forget = onAbort(signal, () => {
      reject(abortError(signal));
    });
  });
  try {
    // In this order, an abort that has happened counts before a result that is there already.
    return await Promise.race([aborted, promise]);
  } finally {
    forget();
  }
}
