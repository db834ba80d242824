import type { DubbingError, Logger } from '@dubbing/common';
import type { Separator } from '../separate/separator.js';
import type { StreamSpec } from './stream-spec.js';

/** Sound that may wait for separation: at its own pace it has to be done well before the release, a fast input is held. */
const MAX_BACKLOG_MS = 1500;
const FAST_MAX_BACKLOG_MS = 10_000;

/**
 * The separator of a stream that wants one. A source's own track of the voice is better than any model; a source's own
 * bed needs none. It and its runtime are loaded for no other stream.
 *
 * @throws DubbingError SEPARATION_MODEL_INVALID
 */
export async function openSeparation(
  { bed, bedTrack, commentaryTrack, separationModel, fast }: StreamSpec,
  logger: Logger,
  onError: (error: DubbingError) => void,
): Promise<Separator | undefined> {
  const hasVoice = commentaryTrack !== undefined && bedTrack === undefined;
  const model = bed === 'separate' ? separationModel : undefined;
  if (bed === 'original' || (model === undefined && !hasVoice)) return undefined;
  const { openSeparator, separateGivenVoice } = await import('../separate/separator.js');
  const options = { logger, onError, maxBacklogMs: fast ? FAST_MAX_BACKLOG_MS : MAX_BACKLOG_MS };
  return hasVoice || model === undefined ? separateGivenVoice(options) : openSeparator({ ...options, model });
}
