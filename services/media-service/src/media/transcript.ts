import type { Fragment } from './fragment.js';

/** Where something was said. */
export type SpokenPlace = Pick<Fragment, 'fragmentId' | 'startPtsNs' | 'endPtsNs'>;

/** What was recognised there. */
export interface Hearing {
  /** Empty where nothing was said after all. */
  readonly text: string;
  /** No later one differs from it. */
  readonly isFinal: boolean;
}
