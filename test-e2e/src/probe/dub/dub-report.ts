import type { Distribution } from '../report/distribution.js';
import type { ProbeFault } from '../report/fault.js';
import type { BedUnderDub } from './bed-under-dub.js';
import type { Heard } from './heard.js';
import type { HeardRepeat } from './heard-repeats.js';
import type { PlacedFragment } from './placements.js';

/** How the times of the record were brought into those of the output. */
export interface RecordClock {
  /** Programme time at which the time of the output is 0. */
  zeroMs: number;
  /** `record`: the record says so, and what is heard agrees; `sound`: from where dubs are heard, so that a lag that all have in common is not seen. */
  foundBy: 'record' | 'sound' | 'given';
  errorMs: number;
}

/** One fragment as it was heard. Times are milliseconds of the output. */
export interface HeardFragment extends PlacedFragment {
  heard: Heard;
  /** Where the dub begins to be heard, to `onsetErrorMs`. */
  heardMs?: number;
  /** From the start of the original to where the dub is heard. */
  lagMs?: number;
  bed?: BedUnderDub;
}

export interface DubReport {
  language: string;
  clock: RecordClock;
  onsetErrorMs: number;
  /** Gain of the original where nothing lies over it; bed gains are told against it. */
  plainGainDb: number;
  fragments: HeardFragment[];
  lag: Distribution | undefined;
  /** Gain of the original under the dub; the less the lower. */
  bedGain: Distribution | undefined;
  voiceToBed: Distribution | undefined;
  /** Of all time in which somebody speaks in the original: what is heard, as shares of 1. */
  shares: Record<Heard, number>;
  repeats: (HeardRepeat & { fragmentId: string })[];
  faults: ProbeFault[];
}
