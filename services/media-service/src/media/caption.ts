import type { Interval } from '@dubbing/common';

/**
 * What is known of the words of a fragment in one language. `partial` and `final` are of the source's language, the
 * first while recognition goes on; `dub` is a translation, which comes once.
 */
export interface LiveCaption extends Interval {
  readonly kind: 'partial' | 'final' | 'dub';
  readonly fragmentId: string;
  readonly language: string;
  /** Empty where it turned out that nothing was said: what was told before is void. */
  readonly text: string;
  /** Counts up within the fragment and the language, from 1; a later one takes the place of all before it. */
  readonly revision: number;
}
