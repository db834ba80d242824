import { LanguageCodes } from './language-codes.js';

/** What a model translates from and into, by its own codes. `any`: from languages that it has no list of. */
export interface TranslationLanguages {
  readonly from: 'any' | readonly string[];
  readonly into: readonly string[];
}

/** Tells whether there is a way between two languages of BCP 47, without the model at hand. */
export function directionsOf({ from, into }: TranslationLanguages): (from: string, to: string) => boolean {
  const sources = from === 'any' ? undefined : new LanguageCodes(from);
  const targets = new LanguageCodes(into);
  return (source, target) =>
    (sources === undefined || sources.find(source) !== undefined) && targets.find(target) !== undefined;
}
