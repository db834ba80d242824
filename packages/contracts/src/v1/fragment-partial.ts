import { IsBoolean } from 'class-validator';
import { Nested } from '../rules/nested.js';
import { IsCount, IsWhole } from '../rules/numbers.js';
import { IsId } from '../rules/text.js';
import { Transcript } from './transcript.js';

/**
 * `fragment:partial`, server to client, of the feature `partials`: what has been recognised of a fragment before its answer.
 * It comes between the fragment's `fragment:ack` and its `fragment:processed`, in no order with those of other fragments. A server may
 * leave any of them out, and sends none a second time after a resume.
 */
export class FragmentPartial {
  /** The fragment that it is of. */
  @IsId()
  fragmentId!: string;

  /** Its number. */
  @IsCount()
  sequence!: number;

  /** Counts up within a fragment, from 1. A later one takes the place of all before it; its text need not begin with theirs. */
  @IsWhole(1, 65_535)
  revision!: number;

  /** Recognition is done: this is the transcript that `fragment:processed` will have. */
  @IsBoolean()
  isFinal!: boolean;

  /** What has been recognised so far, from the start of the fragment. */
  @Nested(() => Transcript)
  transcript!: Transcript;
}
