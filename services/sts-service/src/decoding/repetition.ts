import type { TokenSequence } from './token-sequence.js';

export interface RepetitionLimits {
  /** The longest run of tokens that is looked for. */
  readonly longestRun: number;
  /** So many times in a row a run may come before the sequence counts as stuck. */
  readonly times: number;
}

const usualLimits: RepetitionLimits = { longestRun: 16, times: 4 };

/**
 * Whether what was chosen ends with one run of tokens again and again: the loop in which decoders
 * get stuck. Runs of few tokens must come more often, since "no, no, no, no" is speech.
 */
export function isStuck(sequence: TokenSequence, limits = usualLimits): boolean {
  const { ids, length, promptLength } = sequence;
  for (let run = 1; run <= limits.longestRun; run += 1) {
    const times = run < 4 ? limits.times * 2 : limits.times;
    const needed = run * times;
    if (length - promptLength < needed) continue;
    let same = 0;
    while (same < needed - run && ids[length - 1 - same] === ids[length - 1 - same - run]) same += 1;
    if (same === needed - run) return true;
  }
  return false;
}
