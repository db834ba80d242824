import { abortError, onAbort, throwIfAborted } from './abort.js';

/** Resolves after `delayMs` milliseconds. @throws the abort reason when the signal aborts first. */
export async function sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
  throwIfAborted(signal);
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      forget();
      resolve();
    }, delayMs);
    const forget = onAbort(signal, () => {
      clearTimeout(timer);
      reject(abortError(signal as AbortSignal));
    });
  });
}
