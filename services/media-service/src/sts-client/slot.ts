import { intervalDurationMs } from '@dubbing/common';
import type { Slot } from '@dubbing/contracts';
import type { Fragment } from '../media/fragment.js';

/**
 * The end of a fragment is cut before the pause behind it is over, so more of it may be borrowed than was seen.
 * A dub that finds no pause there after all only makes the next one start later, and that one's slot shorter. Where no
 * pause was seen, because the fragment was cut in running speech, there is none to borrow.
 */
const EXPECTED_PAUSE_MS = 400;
/** No slot is made shorter by more than this share of its source: the dub could not be sped up that much. */
const LARGEST_CUT = 0.25;

/**
 * The room for the dub of a fragment.
 *
 * @param overrunMs how far the dub before it reaches into this one's place
 */
export function slotOf(fragment: Fragment, overrunMs: number): Slot {
  const durationMs = intervalDurationMs(fragment);
  const taken = Math.max(0, overrunMs);
  const targetMs = durationMs - Math.min(taken, LARGEST_CUT * durationMs);
  const borrowed = fragment.pauseAfterMs > 0 ? Math.max(fragment.pauseAfterMs, EXPECTED_PAUSE_MS) : 0;
  return { targetMs, maxMs: Math.max(targetMs, durationMs + borrowed - taken) };
}
