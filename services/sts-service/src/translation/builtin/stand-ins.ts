import { replaceTerms } from '../glossary.js';

/** Letters that begin and end no word of any dictionary. */
const [front, back] = ['Zqx', 'qz'];

/** What was in the place of terms comes back as it went, or the terms are lost. */
export interface TextWithStandIns {
  readonly text: string;
  /** Whether a word is one of ours. */
  isStandIn(word: string): boolean;
  /** The translation with the terms in it to the letter; undefined where not every one of them came back. */
  restore(translated: string): string | undefined;
}

/**
 * A text in which terms of a glossary have given their places to words that a dictionary cannot know, and so leaves as
 * they are. Undefined where no term stands in it.
 */
export function withStandIns(text: string, glossary: ReadonlyMap<string, string>): TextWithStandIns | undefined {
  const targets: string[] = [];
  const replaced = replaceTerms(text, glossary, (target) => {
    targets.push(target);
    return standIn(targets.length - 1);
  });
  if (targets.length === 0) return undefined;
  const pattern = new RegExp(`${front}([a-z]+)${back}`, 'giu');
  return {
    text: replaced,
    isStandIn: (word) => new RegExp(`^${pattern.source}$`, 'iu').test(word),
    restore: (translated) => {
      const waiting = new Set(targets.keys());
      const restored = translated.replaceAll(pattern, (word, letters: string) => {
        const place = placeOf(letters.toLowerCase());
        waiting.delete(place);
        return targets[place] ?? word;
      });
      return waiting.size === 0 ? restored : undefined;
    },
  };
}

/** The places of a text in letters, since digits would be numbers to a dictionary: 0 is `a`, 26 is `ba`. */
function standIn(place: number): string {
  const letters = [...place.toString(26)].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)));
  return `${front}${letters.join('')}${back}`;
}

function placeOf(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + (letter.charCodeAt(0) - 97), 0);
}
