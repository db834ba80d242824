import { DubbingError } from '@dubbing/common';

import { errorCodes } from '../errors.js';

/** As many as a request may name. */
const MAX_TRACK = 64;

/** Audio tracks with a part of their own, 1 for the input's first. */
export interface TrackChoice {
  /** The voices alone, for recognition. */
  readonly commentary?: number;
  /** The sound without the voices, beneath the dub. */
  readonly bed?: number;
}

export type SoundRole = 'main' | 'commentary' | 'bed';

/**
 * Which track is which. The programme's own sound is the first track that has no other part.
 * @throws DubbingError ARGUMENT_INVALID for a track that no input has, and for one with two parts
 */
export function rolesOf(choice: TrackChoice): ReadonlyMap<SoundRole, number> {
  const { commentary, bed } = choice;
  const fields = { commentaryTrack: commentary, bedTrack: bed };
  for (const [field, track] of Object.entries(fields)) {
    if (track === undefined || (Number.isInteger(track) && track >= 1 && track <= MAX_TRACK)) continue;
    throw new DubbingError(errorCodes.ARGUMENT_INVALID, `${track} is no number from 1 to ${MAX_TRACK}`, {
      field,
    });
  }
  if (commentary !== undefined && commentary === bed) {
    const message = `audio track ${bed} cannot be the commentary and the bed at once`;
    throw new DubbingError(errorCodes.ARGUMENT_INVALID, message, { field: 'bedTrack' });
  }
  const main = [1, 2, 3].find((track) => track !== commentary && track !== bed) ?? 1;
  return new Map<SoundRole, number>([
    ['main', main],
    ...(commentary === undefined ? [] : [['commentary', commentary] as const]),
    ...(bed === undefined ? [] : [['bed', bed] as const]),
  ]);
}
