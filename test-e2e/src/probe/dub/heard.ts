import type { Whole } from './local-fit.js';

/** What a viewer hears in a place. `nothing`: the original is turned down and nobody speaks over it, or all is silent. */
export type Heard = 'dub' | 'original' | 'nothing';

/** Another voice has at least this share of the sound; a codec's error has a tenth. */
const DUB_SHARE = 0.3;
/** Nobody understands what is softer. */
const AUDIBLE_DB = -55;
/** The original turned down by more than this is a bed. */
const BED_DB = -8;

/** @param plainGainDb of the original where nothing lies over it */
export function heardIn({ outputDb, originalDb, restDb, restShare, gainDb }: Whole, plainGainDb: number): Heard {
  if (restShare > DUB_SHARE && restDb > AUDIBLE_DB) return 'dub';
  // Where the source is silent too, nothing is missing.
  if (originalDb < AUDIBLE_DB) return 'original';
  return outputDb > AUDIBLE_DB && gainDb - plainGainDb > BED_DB ? 'original' : 'nothing';
}
