import type { ProbeFault } from '../report/fault.js';
import type { Alignment } from './align.js';
import type { Click } from './clicks.js';
import type { Loudness } from './loudness.js';
import type { Silence } from './silence.js';

/** Where the reference lies in the output, and who says so. */
export interface SoundAlignment extends Alignment {
  /** `picture`: the offset was given, and sound has refined it where it could; `sound`: found by sound alone. */
  foundBy: 'picture' | 'sound';
}

export interface SoundReport {
  /** Absent without a reference, or where none of it could be found. */
  alignment?: SoundAlignment;
  silence: {
    gateDb: number;
    resolutionMs: number;
    longest: Silence;
    /** Silences that the reference does not have at the same place, the longest first; without a reference all of them. */
    lost: Silence[];
  };
  clicks: {
    /** Those of the reference are not among them. */
    places: Click[];
    /** How many clicks the reference has at the same places. */
    ofReference: number;
  };
  loudness: Loudness;
  referenceLoudness?: Loudness;
  faults: ProbeFault[];
}
