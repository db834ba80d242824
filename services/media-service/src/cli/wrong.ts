import { DubbingError } from '@dubbing/common';
import { errorCodes } from '../errors.js';

/** @param argument its name on the command line, without the dashes */
export function wrong(argument: string, message: string): DubbingError {
  return new DubbingError(errorCodes.ARGUMENT_INVALID, message, { field: `--${argument}` });
}
