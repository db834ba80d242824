import { DubbingError, sleep } from '@dubbing/common';
import { errorCodes } from '../errors.js';

/** How long a job that is worth nothing without speech-to-speech waits for it. */
const PATIENCE_MS = 15_000;

/**
 * Waits for the first answer of speech-to-speech, whatever it is.
 * @throws DubbingError STS_UNAVAILABLE when there is none in time
 */
export async function answered(stsUrl: string, answer: Promise<unknown>): Promise<void> {
  const patience = new AbortController();
  const timeout = sleep(PATIENCE_MS, patience.signal).then(
    () => 'late',
    () => 'answered',
  );
  const outcome = await Promise.race([answer, timeout]);
  patience.abort();
  if (outcome !== 'late') return;
  const message = `speech-to-speech at ${stsUrl} did not answer within ${PATIENCE_MS / 1000} s`;
  throw new DubbingError(errorCodes.STS_UNAVAILABLE, message, { field: 'sts', source: stsUrl, retryable: true });
}
