import type { DubbingError, Logger } from '@dubbing/common';
import type { Separator } from '../separate/separator.js';
import type { StreamSpec } from './stream-spec.js';

/** Sound that may wait for separation: at its own pace it has to be done well before the release, a fast input is held. */
const MAX_BACKLOG_MS = 1500;
const FAST_MAX_BACKLOG_MS = 10_000;

/**
 * The separator of a stream that wants one. It and its runtime are loaded for no other.
 * @throws DubbingError SEPARATION_MODEL_INVALID
 */
export async function openSeparation(
  { bed, separationModel, fast }: StreamSpec,
  logger: Logger,
  onError: (error: DubbingError) => void,
): Promise<Separator | undefined> {
  if (bed !== 'separate') return undefined;
  const { openSeparator } = await import('../separate/separator.js');
  const maxBacklogMs = fast ? FAST_MAX_BACKLOG_MS : MAX_BACKLOG_MS;
  return openSeparator({ model: separationModel ?? '', logger, onError, maxBacklogMs });
}
