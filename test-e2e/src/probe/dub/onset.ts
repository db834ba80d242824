import { dbOf } from '../sound/level.js';
import { FIT_STEP_MS, FIT_WINDOW_MS, type Fit } from './local-fit.js';

/** An onset is placed in the middle of the first window that holds it: it lies within this much. */
export const ONSET_ERROR_MS = FIT_WINDOW_MS / 2 + FIT_STEP_MS;

/** What is not the original has this share of a window where somebody else speaks; a codec's error has less. */
const LEAST_REST_SHARE = 0.1;
/** Softer than its own level by more than this, a dub is not yet heard. */
const BELOW_DUB_DB = 24;
/** Four windows in a row: a click is no speech. */
const LEAST_WINDOWS = 4;
/** A voice that pauses for as long as this begins anew. */
const PAUSE_WINDOWS = 60 / FIT_STEP_MS;

/**
 * Where a dub is first heard.
 * @param fits of the stretch that is searched, in the order of time
 * @param dubDb level of what is not the original, over the place of the dub
 * @returns milliseconds in the output; undefined where no other voice begins
 */
export function onsetMs(fits: readonly Fit[], dubDb: number): number | undefined {
  const isVoice = fits.map(
    ({ restPower, outputPower }) =>
      restPower > LEAST_REST_SHARE * outputPower && dbOf(Math.sqrt(restPower)) > dubDb - BELOW_DUB_DB,
  );
  for (let first = 0; first < isVoice.length; first += 1) {
    if (isVoice.slice(first, first + LEAST_WINDOWS).filter(Boolean).length < LEAST_WINDOWS) continue;
    return fits[first]?.atMs;
  }
  return undefined;
}

/** Whether somebody speaks already at the beginning of a stretch: then the onset lies before it. */
export function isMidway(fits: readonly Fit[], foundMs: number): boolean {
  return foundMs - (fits[0]?.atMs ?? 0) < PAUSE_WINDOWS * FIT_STEP_MS;
}
