import { errorCodes as commonCodes, DubbingError, toDubbingError, type Logger } from '@dubbing/common';
import { contractErrorCodes } from '@dubbing/contracts';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { errorCodes } from '../errors.js';

const STATUS: Readonly<Record<string, number>> = {
  [contractErrorCodes.CONTRACT_INVALID]: 400,
  [errorCodes.ARGUMENT_INVALID]: 400,
  [errorCodes.BODY_INVALID]: 400,
  [errorCodes.INPUT_URL_INVALID]: 400,
  [errorCodes.OUTPUT_URL_INVALID]: 400,
  [errorCodes.HOOK_UNAUTHORIZED]: 401,
  [errorCodes.ACCESS_REFUSED]: 401,
  [errorCodes.STREAM_UNKNOWN]: 404,
  [errorCodes.ROUTE_UNKNOWN]: 404,
  [errorCodes.STREAM_EXISTS]: 409,
  [errorCodes.STREAM_LIMIT]: 503,
  [errorCodes.SHUTTING_DOWN]: 503,
};

/** Answers every error as `{error: {code, message, field?, retryable}}` with the status that belongs to its code. */
export function errorResponse(logger: Logger): ErrorRequestHandler {
  return (cause: unknown, request, response, next) => {
    const error = readBodyError(cause) ?? toDubbingError(cause, commonCodes.UNEXPECTED);
    const status = STATUS[error.code] ?? 500;
    if (status === 500) logger.error('a request failed', { error, method: request.method, path: request.path });
    // Once the answer has begun nothing can be said any more: Express then breaks the connection off.
    if (response.headersSent) next(cause);
    else response.status(status).json({ error: status === 500 ? hidden(error) : error.toJSON() });
  };
}

export const unknownRoute: RequestHandler = (request) => {
  throw new DubbingError(errorCodes.ROUTE_UNKNOWN, `there is no ${request.method} ${request.path}`);
};

/** What Express says of a body, or of a URL, that it cannot read. */
function readBodyError(cause: unknown): DubbingError | undefined {
  if (!(cause instanceof Error) || !('status' in cause) || typeof cause.status !== 'number') return undefined;
  if (cause.status < 400 || cause.status > 499) return undefined;
  return new DubbingError(errorCodes.BODY_INVALID, `the request cannot be read: ${cause.message}`, {
    field: 'body',
    cause,
  });
}

/** What went wrong inside is for the log; a caller is told that it is not the caller's fault. */
function hidden(error: DubbingError) {
  return { code: error.code, message: 'the service failed on this request', retryable: error.retryable };
}
