/** A possible translation. */
export interface Wording {
  readonly text: string;
  /** Its mark within its search, the higher the better. */
  readonly score: number;
  /** Whether the model came to an end of its own. */
  readonly ended: boolean;
}

/** The best wording of those that fit, else undefined. Characters are counted as people count them. */
export function bestThatFits<T extends Wording>(wordings: readonly T[], maxCharacters: number): T | undefined {
  return wordings.find(({ text, ended }) => ended && lengthOf(text) <= maxCharacters);
}

/** When none fits: the shortest that is whole, so that what is too long is so by as little as can be. */
export function shortest<T extends Wording>(wordings: readonly T[]): T | undefined {
  const whole = wordings.filter(({ ended, text }) => ended && text !== '');
  return [...(whole.length > 0 ? whole : wordings)].sort((a, b) => lengthOf(a.text) - lengthOf(b.text))[0];
}

export function lengthOf(text: string): number {
  return [...text].length;
}
