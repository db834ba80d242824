import { abortError, onAbort } from './abort.js';

/**
 * Settles as `promise` does, or rejects as soon as the signal aborts. The promise itself is
 * not stopped; what it settles to later is ignored.
 */
export function abortable<T>(signal: AbortSignal | undefined, promise: PromiseLike<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const forget = onAbort(signal, () => {
      // `signal` is there: nothing else can call this.
      reject(abortError(signal as AbortSignal));
    });
    promise.then(
      (value) => {
        forget();
        resolve(value);
      },
      (error: unknown) => {
        forget();
        reject(error);
      },
    );
  });
}
