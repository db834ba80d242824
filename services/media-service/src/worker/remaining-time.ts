import { NS_PER_MS, nsToMs } from '@dubbing/common';
import type { DelayLine } from '../delay/delay-line.js';
import { DEFAULT_PLACEMENT } from '../timeline/placement-policy.js';
import type { Programme } from './programme.js';

export interface RemainingTimeOptions {
  programme: Programme;
  line: DelayLine;
  delayMs: number;
  mode: 'aligned' | 'interpreter';
}

/** How long, in milliseconds, a dub that belongs at a programme time can still be used; negative when it is too late. */
export function remainingTime({ programme, line, delayMs, mode }: RemainingTimeOptions): (ptsNs: bigint) => number {
  const toleranceMs = mode === 'interpreter' ? DEFAULT_PLACEMENT.maxLagMs : 0;
  return (ptsNs) => {
    // Before the first release, the release point is where the delay line would put it.
    const claimedPtsNs = programme.claimedPtsNs ?? (line.headPtsNs ?? ptsNs) - BigInt(delayMs) * NS_PER_MS;
    return nsToMs(ptsNs - claimedPtsNs) + toleranceMs;
  };
}
