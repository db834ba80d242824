import type { TrackChoice } from '../ingest/track-choice.js';
import type { StreamSpec } from './stream-spec.js';

/** The audio tracks of the input that have a part of their own. */
export function tracksOf({ commentaryTrack, bedTrack }: StreamSpec): TrackChoice {
  return {
    ...(commentaryTrack !== undefined && { commentary: commentaryTrack }),
    ...(bedTrack !== undefined && { bed: bedTrack }),
  };
}
