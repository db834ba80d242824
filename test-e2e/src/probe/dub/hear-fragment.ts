import { alignedPair, partOf, type Compared } from './aligned-pair.js';
import { bedUnderDub } from './bed-under-dub.js';
import type { HeardFragment } from './dub-report.js';
import { heardIn } from './heard.js';
import { localFits, wholeOf, type Fit } from './local-fit.js';
import { isMidway, onsetMs } from './onset.js';
import type { PlacedFragment } from './placements.js';

/** How far around its place a dub is looked for. */
const BEFORE_MS = 600;
const LONG_BEFORE_MS = 3_000;
const AFTER_MS = 1_500;
/** Room after the dub before, whose last sound may ring. */
const BEHIND_MS = 15;
/** The bed moves to its depth and back at the ends of a dub. */
const DUCK_MS = 250;
const LEAST_BED_MS = 400;

export interface HearOptions {
  plainGainDb: number;
  /** Where the dub before ends; the search does not go beyond. */
  previousEndMs: number;
}

/** Listens to one fragment in its place. */
export function hearFragment(
  compared: Compared,
  fragment: PlacedFragment,
  { plainGainDb, previousEndMs }: HearOptions,
): HeardFragment {
  const { placedStartMs, placedEndMs, startMs, endMs } = fragment;
  const [fromMs, toMs] = [placedStartMs ?? startMs, placedEndMs ?? endMs];
  const pair = alignedPair(compared, fromMs - LONG_BEFORE_MS, toMs + AFTER_MS);
  const fits = localFits(pair);
  const between = (a: number, b: number): Fit[] => fits.filter(({ atMs }) => atMs >= a && atMs < b);
  const place = wholeOf(between(fromMs, toMs));
  const heard = heardIn(place, plainGainDb);
  if (placedStartMs === undefined) return { ...fragment, heard };
  const earliestMs = previousEndMs + BEHIND_MS;
  const search = between(Math.max(earliestMs, fromMs - BEFORE_MS), toMs + AFTER_MS);
  // A dub that lies beside its place is softer in it.
  const dubDb = Math.max(place.restDb, wholeOf(search).restDb);
  let heardMs = onsetMs(search, dubDb);
  if (heardMs !== undefined && isMidway(search, heardMs) && earliestMs < fromMs - BEFORE_MS)
    heardMs = onsetMs(between(Math.max(earliestMs, fromMs - LONG_BEFORE_MS), toMs), dubDb);
  if (heard !== 'dub') return { ...fragment, heard };
  const bed =
    toMs - fromMs > LEAST_BED_MS + 2 * DUCK_MS
      ? bedUnderDub(partOf(pair, fromMs + DUCK_MS, toMs - DUCK_MS))
      : undefined;
  return {
    ...fragment,
    heard,
    ...(heardMs === undefined ? {} : { heardMs, lagMs: heardMs - startMs }),
    ...(bed === undefined ? {} : { bed: { ...bed, gainDb: bed.gainDb - plainGainDb } }),
  };
}

/** Where the original alone is heard: its gain there, as the median of windows; 0 where there is no such place. */
export function plainGain(compared: Compared, places: readonly { startMs: number; endMs: number }[]): number {
  const gains = places
    .flatMap(({ startMs, endMs }) => localFits(alignedPair(compared, startMs, endMs)))
    .filter(({ originalPower, outputPower, restPower }) => originalPower > 1e-5 && restPower < 0.1 * outputPower)
    .map(({ gain }) => gain)
    .filter((gain) => gain > 0)
    .sort((a, b) => a - b);
  const middle = gains[Math.floor(gains.length / 2)];
  return middle === undefined ? 0 : 20 * Math.log10(middle);
}
