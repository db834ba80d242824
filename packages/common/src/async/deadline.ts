import { DubbingError } from '../errors/dubbing-error.js';
import { errorCodes } from '../errors/error-codes.js';
import { abortable } from './abortable.js';

/**
 * Settles as `promise` does, unless `deadlineMs` milliseconds pass or the signal aborts first.
 * No timer outlives the call.
 * @throws the error of `makeError` (default DEADLINE_EXCEEDED, retryable), or the abort reason.
 */
export async function withDeadline<T>(
  promise: PromiseLike<T>,
  deadlineMs: number,
  signal?: AbortSignal,
  makeError: () => Error = () => deadlineExceeded(deadlineMs),
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(makeError());
    }, deadlineMs);
  });
  try {
    return await abortable(signal, Promise.race([promise, expiry]));
  } finally {
    clearTimeout(timer);
  }
}

function deadlineExceeded(deadlineMs: number): DubbingError {
  return new DubbingError(errorCodes.DEADLINE_EXCEEDED, `not done within ${deadlineMs} ms`, {
    retryable: true,
  });
}
