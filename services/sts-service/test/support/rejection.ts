import { DubbingError } from '@dubbing/common';

/** The typed error that the promise rejects with; anything else fails the test. */
export async function rejection(promise: Promise<unknown>): Promise<DubbingError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof DubbingError) return error;
    throw error;
  }
  throw new Error('the promise was expected to reject');
}
