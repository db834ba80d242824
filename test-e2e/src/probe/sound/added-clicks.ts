import { findClicks, LEAST_CLICK_DB, type Click } from './clicks.js';
import { sliceSound, soundRun, type SoundRun } from './sound.js';

/** A click of the source comes out a little smaller or larger than it went in. */
const TOLERANCE_DB = 9;
const SAME_PLACE_MS = 10;
/** As much as a place is judged by, and more. */
const AROUND_MS = 150;

/**
 * The clicks of the output that the reference does not have at the same place.
 * @param offsetMs time in the output minus time in the reference
 */
export function addedClicks(clicks: readonly Click[], reference: readonly SoundRun[], offsetMs: number): Click[] {
  return clicks.filter(({ atMs }) => {
    const fromMs = atMs - offsetMs - AROUND_MS;
    const [left, right] = (['left', 'right'] as const).map((channel) =>
      sliceSound(reference, fromMs, fromMs + 2 * AROUND_MS, channel),
    );
    if (left === undefined || right === undefined) return true;
    const there = findClicks([soundRun(fromMs, left, right)], LEAST_CLICK_DB - TOLERANCE_DB);
    return !there.some((click) => Math.abs(click.atMs + offsetMs - atMs) <= SAME_PLACE_MS);
  });
}
