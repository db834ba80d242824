/** A run that comes fewer times in a row may be rhetoric. */
const leastTimes = 3;

/**
 * What a decoder said until it began to repeat itself to the end, with what it repeats once. The last
 * repetition may be cut short.
 * @returns undefined when it does not end in a loop.
 */
export function beforeLoop(tokens: readonly number[]): readonly number[] | undefined {
  for (let run = 1; run * leastTimes <= tokens.length; run += 1) {
    let at = tokens.length - 1;
    while (at >= run && tokens[at] === tokens[at - run]) at -= 1;
    // Here `at + 1 - run` is where the run comes first.
    const first = Math.max(0, at + 1 - run);
    if (tokens.length - first >= run * leastTimes) return tokens.slice(0, first + run);
  }
  return undefined;
}
