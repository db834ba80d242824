import { Binary } from '../rules/binary.js';
import { Nested } from '../rules/nested.js';
import { IsCount, IsMs, IsWhole } from '../rules/numbers.js';
import { EndsAfterStart, IsPts, LastsTheInterval } from '../rules/pts.js';
import { IsId } from '../rules/text.js';
import { longestFragmentMs, mostPcmBytes } from './limits.js';
import { Slot } from './slot.js';

/** `fragment:data`, client to server: one stretch of speech. See `checkPcm` for its length. */
export class FragmentData {
  /** Its name, chosen by the client. The same name stands for the same fragment, sent again. */
  @IsId()
  fragmentId!: string;

  /** Counts up by one within a session, across resumes. */
  @IsCount()
  sequence!: number;

  /** Start of the source interval: nanoseconds, decimal. */
  @IsPts()
  startPtsNs!: string;

  /** End of the source interval, not included: nanoseconds, decimal. */
  @EndsAfterStart()
  @IsPts()
  endPtsNs!: string;

  /** How long it lasts. */
  @LastsTheInterval()
  @IsMs(longestFragmentMs)
  durationMs!: number;

  /** A reply that comes later than this after the fragment was received is of no use. */
  @IsWhole(1, 3_600_000)
  deadlineMs!: number;

  /** The room that its dub has. */
  @Nested(() => Slot)
  slot!: Slot;

  /** Samples in the format of `stream:init`'s `audio`. */
  @Binary(mostPcmBytes)
  pcm!: Buffer;
}
