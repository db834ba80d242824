import { DubbingError } from '../../src/errors/dubbing-error.js';

/** The DubbingError that `action` throws; fails the test when it throws none. */
export function thrownBy(action: () => unknown): DubbingError {
  try {
    action();
  } catch (error) {
    if (error instanceof DubbingError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** What the promise rejects with; fails the test when it does not. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    () => ({ rejected: false, reason: undefined }),
    (reason: unknown) => ({ rejected: true, reason }),
  );
  if (!outcome.rejected) throw new Error('the promise did not reject');
  return outcome.reason;
}

export async function dubbingRejectionOf(promise: Promise<unknown>): Promise<DubbingError> {
  const reason = await rejectionOf(promise);
  if (reason instanceof DubbingError) return reason;
  throw reason;
}
