import { DubbingError } from '../errors/dubbing-error.js';
import { errorCodes } from '../errors/error-codes.js';

/** The reason of an aborted signal as one of our errors; a typed reason is passed through. */
export function abortError(signal: AbortSignal): DubbingError {
  const reason: unknown = signal.reason;
  if (reason instanceof DubbingError) return reason;
  return new DubbingError(errorCodes.ABORTED, 'the work was cancelled', { cause: reason });
}

/** @throws DubbingError the reason of the signal, or ABORTED. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortError(signal);
}

/** Calls `listener` once when the signal aborts, at once if it has. Returns how to forget it. */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (signal === undefined) return () => {};
  if (signal.aborted) {
    listener();
    return () => {};
  }
  signal.addEventListener('abort', listener, { once: true });
  return () => {
    signal.removeEventListener('abort', listener);
  };
}
