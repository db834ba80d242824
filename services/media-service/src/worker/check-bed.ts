import { DubbingError } from '@dubbing/common';
import { errorCodes } from '../errors.js';
import type { StreamSpec } from './stream-spec.js';

/**
 * Whether there is anything to take the voice out with is known before anything starts.
 *
 * @param field what the error names @throws DubbingError ARGUMENT_INVALID
 */
export function checkBed(
  { bed, bedTrack, commentaryTrack, separationModel }: Omit<StreamSpec, 'id'>,
  field: string,
): void {
  const isPossible = separationModel ?? commentaryTrack ?? bedTrack;
  if (bed !== 'separate' || isPossible !== undefined) return;
  const message = 'separate needs a separation model, or a source with a track of the voice or of the bed alone';
  throw new DubbingError(errorCodes.ARGUMENT_INVALID, message, { field });
}
