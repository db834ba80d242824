import { DubbingError } from '@dubbing/common';
import { stsErrorCodes, type StsErrorCode } from '../../errors.js';

/** How `npm run models` ends. One row each in docs/models.md. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  wrong: 3,
  licence: 4,
  later: 5,
  interrupted: 130,
} as const;

/** The exit code that tells a script what to do about an error. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof DubbingError)) return exitCodes.failed;
  switch (error.code) {
    case 'ARGUMENT_INVALID' satisfies StsErrorCode:
    case 'CONFIG_INVALID':
      return exitCodes.usage;
    case 'MODEL_FILE_WRONG' satisfies StsErrorCode:
      return exitCodes.wrong;
    case 'MODEL_LICENCE_REQUIRED' satisfies StsErrorCode:
      return exitCodes.licence;
    case 'ABORTED':
      return exitCodes.interrupted;
    default:
      return isRetryable(error.code) ? exitCodes.later : exitCodes.failed;
  }
}

function isRetryable(code: string): boolean {
  return Object.hasOwn(stsErrorCodes, code) && stsErrorCodes[code as StsErrorCode].retryable;
}
