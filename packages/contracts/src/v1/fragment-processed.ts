import { IsOptional } from 'class-validator';
import { mostTargetLanguages } from '../rules/lists.js';
import { Nested, NestedList } from '../rules/nested.js';
import { IsCount } from '../rules/numbers.js';
import { OneOf } from '../rules/one-of.js';
import { EndsAfterStart, IsPts } from '../rules/pts.js';
import { RequiredWhere } from '../rules/required-where.js';
import { IsId } from '../rules/text.js';
import { Dub } from './dub.js';
import { ErrorInfo } from './error-info.js';
import { StageTimings } from './stage-timings.js';
import { Transcript } from './transcript.js';

export const fragmentStatuses = ['ok', 'empty', 'failed'] as const;
export type FragmentStatus = (typeof fragmentStatuses)[number];

/**
 * `fragment:processed`, server to client: the answer to a fragment. There is exactly one for
 * every accepted fragment, and they come in the order of `sequence`.
 */
export class FragmentProcessed {
  /** The fragment that is answered. */
  @IsId()
  fragmentId!: string;

  /** Its number. */
  @IsCount()
  sequence!: number;

  /** The source interval, as the fragment gave it: nanoseconds, decimal. */
  @IsPts()
  startPtsNs!: string;

  /** End of the source interval, not included. */
  @EndsAfterStart()
  @IsPts()
  endPtsNs!: string;

  /** `ok`: something was recognised, each dub tells its own fate; `empty`: nothing was said;
   * `failed`: recognition failed, `error` says why. */
  @OneOf(fragmentStatuses)
  status!: FragmentStatus;

  /** What was said; absent where nothing was recognised. */
  @IsOptional()
  @Nested(() => Transcript)
  transcript?: Transcript;

  /** One per target language when `ok`, else none. */
  @NestedList(() => Dub, mostTargetLanguages)
  dubs!: Dub[];

  /** Where its time went. */
  @Nested(() => StageTimings)
  timings!: StageTimings;

  /** Why recognition failed, where `status` is `failed`. */
  @RequiredWhere('status', 'failed')
  @Nested(() => ErrorInfo)
  error?: ErrorInfo;
}
