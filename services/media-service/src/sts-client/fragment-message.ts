import { formatPtsNs, intervalDurationMs } from '@dubbing/common';
import { create, FragmentData, serialize, type Slot } from '@dubbing/contracts';
import type { Fragment } from '../media/fragment.js';

/** What every fragment carries. */
export const FRAGMENT_AUDIO = { encoding: 'pcm_s16le', sampleRateHz: 16_000, channels: 1 } as const;
/** What dubs come back as: mono at the rate of the mix, so nothing is resampled on the way to the air. */
export const REPLY_AUDIO = { encoding: 'pcm_s16le', sampleRateHz: 48_000, channels: 1 } as const;

/**
 * @param deadlineMs from now on
 * @throws ContractError for a fragment that the contract does not allow
 */
export function fragmentMessage(
  fragment: Fragment,
  sequence: number,
  deadlineMs: number,
  slot: Slot,
): Record<string, unknown> {
  const durationMs = intervalDurationMs(fragment);
  const message = create(FragmentData, {
    fragmentId: fragment.fragmentId,
    sequence,
    startPtsNs: formatPtsNs(fragment.startPtsNs),
    endPtsNs: formatPtsNs(fragment.endPtsNs),
    durationMs,
    deadlineMs: Math.max(1, Math.floor(deadlineMs)),
    slot,
    pcm: fragment.pcm16k,
  });
  return serialize(message);
}
