import { DubbingError, errorCodes } from '@dubbing/common';
import { contractErrorCodes, errorInfoOf, type ErrorInfo } from '@dubbing/contracts';
import { stsError, stsErrorCodes } from '../../errors.js';

/** Codes of the packages that this service passes on. */
const foreignStatus: Readonly<Record<string, number>> = {
  [contractErrorCodes.CONTRACT_INVALID]: 400,
  [contractErrorCodes.PCM_LENGTH_WRONG]: 400,
  [errorCodes.WAV_INVALID]: 400,
};

export interface HttpError {
  readonly status: number;
  readonly body: { readonly error: ErrorInfo };
}

/** The answer to a request that failed: its status, and the error for the body. */
export function httpErrorOf(error: unknown): HttpError {
  const typed = error instanceof DubbingError ? error : fromExpress(error);
  return { status: statusOf(typed.code), body: { error: errorInfoOf(typed) } };
}

/** The status of an answer with this error; 500 for a code that nobody foresaw. */
export function statusOf(errorCode: string): number {
  const own = Object.entries(stsErrorCodes).find(([code]) => code === errorCode)?.[1].httpStatus;
  return own ?? foreignStatus[errorCode] ?? 500;
}

/** Errors that Express and its body reader raise, which carry a status and a type. */
function fromExpress(error: unknown): DubbingError {
  const { status, type } = (typeof error === 'object' && error !== null ? error : {}) as {
    status?: unknown;
    type?: unknown;
  };
  const message = error instanceof Error ? error.message : String(error);
  if (type === 'entity.too.large') return stsError('BODY_TOO_LARGE', 'the body is too large', { field: 'body' });
  if (status === 415) return stsError('AUDIO_FORMAT_UNSUPPORTED', message, { field: 'content-encoding' });
  if (typeof status === 'number' && status >= 400 && status < 500) return stsError('REQUEST_INVALID', message);
  // What went wrong inside is for the log and not for the client.
  return stsError('INTERNAL', 'the request failed inside the service', { cause: error });
}
