import { replaceTerms } from '../glossary.js';

/** Letters that begin and end no word of any dictionary. */
const [front, back] = ['Zqx', 'qz'];

/** What was in the place of terms comes back as it went, or the terms are lost. */
export interface TextWithStandIns {
  readonly text: string;
  /** Whether a word is one of ours. */
  isStandIn(word: string): boolean;
  /** The translation with the terms in it to the letter; undefined where not each of them came back once. */
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
  const pattern = new RegExp(`${front}([a-p]+)${back}`, 'giu');
  return {
    text: replaced,
    isStandIn: (word) => new RegExp(`^${pattern.source}$`, 'iu').test(word),
    restore: (translated) => {
      const places: number[] = [];
      const restored = translated.replaceAll(pattern, (word, letters: string, at: number) => {
        const place = placeOf(letters.toLowerCase());
        places.push(place);
        // What was "'s" in English is put right behind the word: the term is a word of its own nevertheless.
        const gap = /^\p{L}/u.test(translated.slice(at + word.length)) ? ' ' : '';
        return `${targets[place] ?? word}${gap}`;
      });
      return places.length === targets.length && new Set(places).size === targets.length ? restored : undefined;
    },
  };
}

/**
 * The places of a text in letters, since digits would be numbers to a dictionary: 0 is `a`, 16 is `ba`. The letters
 * of the back are not among them.
 */
function standIn(place: number): string {
  const letters = [...place.toString(16)].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));
  return `${front}${letters.join('')}${back}`;
}

function placeOf(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 16 + (letter.charCodeAt(0) - 97), 0);
}
