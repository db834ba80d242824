/**
 * Every code that this package raises. A code that is retired is never used again for
 * another meaning, since operators' alerts match on it.
 */
export const errorCodes = {
  /** The work was cancelled by its owner. */
  ABORTED: 'ABORTED',
  /** The work did not finish in the time that it was given. */
  DEADLINE_EXCEEDED: 'DEADLINE_EXCEEDED',
  /** Something was pushed to a queue that takes no more. */
  QUEUE_CLOSED: 'QUEUE_CLOSED',
  /** The configuration has faults; all of them are listed. */
  CONFIG_INVALID: 'CONFIG_INVALID',
  /** The bytes are not a WAV file that this project reads. */
  WAV_INVALID: 'WAV_INVALID',
  /** A time stamp is not a whole number of nanoseconds. */
  PTS_INVALID: 'PTS_INVALID',
  /** One or more parts failed while they were being closed. */
  CLOSE_FAILED: 'CLOSE_FAILED',
  /** An error that nobody foresaw. */
  UNEXPECTED: 'UNEXPECTED',
} as const;

export type CommonErrorCode = keyof typeof errorCodes;
