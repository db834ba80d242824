import { DubbingError } from '@dubbing/common';

/** What a code means and whether the same request may work later. One row each in docs/errors.md. */
export interface ErrorCodeEntry {
  readonly retryable: boolean;
  /** The status of an HTTP answer that carries this error. */
  readonly httpStatus: number;
}

/** Every error code that sts-service raises itself. A code that is retired is never used again. */
export const stsErrorCodes = {
  // Requests
  LANGUAGE_UNSUPPORTED: { retryable: false, httpStatus: 422 },
  LANGUAGE_PAIR_UNSUPPORTED: { retryable: false, httpStatus: 422 },
  TEXT_TOO_LONG: { retryable: false, httpStatus: 422 },
  VOICE_UNKNOWN: { retryable: false, httpStatus: 422 },
  ENGINE_UNKNOWN: { retryable: false, httpStatus: 422 },
  AUDIO_FORMAT_UNSUPPORTED: { retryable: false, httpStatus: 415 },
  AUDIO_INVALID: { retryable: false, httpStatus: 422 },
  FRAGMENT_TOO_LARGE: { retryable: false, httpStatus: 413 },
  SEQUENCE_INVALID: { retryable: false, httpStatus: 400 },
  BODY_TOO_LARGE: { retryable: false, httpStatus: 413 },
  NOT_FOUND: { retryable: false, httpStatus: 404 },
  METHOD_NOT_ALLOWED: { retryable: false, httpStatus: 405 },
  REQUEST_INVALID: { retryable: false, httpStatus: 400 },
  // Sessions
  UNKNOWN_EVENT: { retryable: false, httpStatus: 400 },
  SESSION_REQUIRED: { retryable: false, httpStatus: 409 },
  SESSION_EXISTS: { retryable: false, httpStatus: 409 },
  SESSION_MISMATCH: { retryable: false, httpStatus: 409 },
  SESSION_EXPIRED: { retryable: true, httpStatus: 410 },
  SESSION_LIMIT: { retryable: true, httpStatus: 503 },
  SESSION_PAUSED: { retryable: true, httpStatus: 409 },
  SESSION_ENDED: { retryable: false, httpStatus: 409 },
  IN_FLIGHT_LIMIT: { retryable: true, httpStatus: 429 },
  // Work
  DEADLINE_EXCEEDED: { retryable: true, httpStatus: 504 },
  CANCELLED: { retryable: false, httpStatus: 499 },
  INTERNAL: { retryable: false, httpStatus: 500 },
  SHUTTING_DOWN: { retryable: true, httpStatus: 503 },
  // Engines
  ENGINE_LOADING: { retryable: true, httpStatus: 503 },
  ENGINE_UNAVAILABLE: { retryable: false, httpStatus: 503 },
  ENGINE_CRASHED: { retryable: true, httpStatus: 503 },
  ENGINE_BUSY: { retryable: true, httpStatus: 503 },
  ENGINE_FAILED: { retryable: true, httpStatus: 502 },
  SYSTEM_PACKAGE_MISSING: { retryable: false, httpStatus: 503 },
  MODEL_UNAVAILABLE: { retryable: false, httpStatus: 503 },
  MODEL_INCOMPATIBLE: { retryable: false, httpStatus: 503 },
  // Model store
  ARGUMENT_INVALID: { retryable: false, httpStatus: 400 },
  MODEL_UNKNOWN: { retryable: false, httpStatus: 404 },
  MODEL_NOT_INSTALLED: { retryable: false, httpStatus: 503 },
  MODEL_CATALOGUE_INVALID: { retryable: false, httpStatus: 503 },
  MODEL_FILE_WRONG: { retryable: false, httpStatus: 503 },
  MODEL_LICENCE_REQUIRED: { retryable: false, httpStatus: 403 },
  MODEL_BUSY: { retryable: true, httpStatus: 503 },
  MODEL_HUB_UNREACHABLE: { retryable: true, httpStatus: 503 },
  MODEL_HUB_REFUSED: { retryable: false, httpStatus: 502 },
  MODEL_HUB_NOT_FOUND: { retryable: false, httpStatus: 502 },
  MODEL_HUB_MALFORMED: { retryable: false, httpStatus: 502 },
  MODEL_DISK_FULL: { retryable: true, httpStatus: 503 },
  MODEL_WRITE_FAILED: { retryable: true, httpStatus: 503 },
  // Start
  ADDRESS_IN_USE: { retryable: true, httpStatus: 500 },
  ADDRESS_UNAVAILABLE: { retryable: false, httpStatus: 500 },
} as const satisfies Record<string, ErrorCodeEntry>;

export type StsErrorCode = keyof typeof stsErrorCodes;

export interface StsErrorOptions {
  readonly field?: string;
  readonly source?: string;
  readonly cause?: unknown;
}

/** An error of this service; `retryable` follows from the code. */
export function stsError(code: StsErrorCode, message: string, options: StsErrorOptions = {}): DubbingError {
  return new DubbingError(code, message, { ...options, retryable: stsErrorCodes[code].retryable });
}
