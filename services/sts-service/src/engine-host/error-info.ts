import { DubbingError, toDubbingError, type ErrorInfoLike } from '@dubbing/common';

/** An error as it travels from an engine process to the service. */
export function errorInfoLikeOf(error: unknown): ErrorInfoLike {
  return toDubbingError(error, 'ENGINE_FAILED').toJSON();
}

export function errorOfInfo({ code, message, field, source, retryable }: ErrorInfoLike): DubbingError {
  return new DubbingError(code, message, { field, source, retryable });
}
