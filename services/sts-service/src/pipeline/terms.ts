import type { GlossaryEntry } from '@dubbing/contracts';
import { folded } from '../text/folded.js';

/** Terms of the source, folded, with what each is in the target language. */
export type Terms = ReadonlyMap<string, string>;

/**
 * The terms of a glossary for one target language; undefined where it has none. An entry for `es-MX` goes before one
 * for `es`, and that before one for all languages.
 */
export function termsFor(glossary: readonly GlossaryEntry[] = [], language: string): Terms | undefined {
  const fitting = glossary
    .map((entry) => ({ entry, closeness: closenessOf(entry.language, language) }))
    .filter(({ closeness }) => closeness > 0)
    .sort((a, b) => a.closeness - b.closeness);
  if (fitting.length === 0) return undefined;
  // Of entries with the same term the last one stays, which is the closest.
  return new Map(fitting.map(({ entry: { term, translation = term } }) => [folded(term), translation.trim()]));
}

/** Those of the terms that the text may have, so that the others need not travel to the engine with it. */
export function termsWithin(text: string, terms: Terms | undefined): Terms | undefined {
  if (terms === undefined) return undefined;
  const words = folded(text);
  const within = [...terms].filter(([term]) => words.includes(term));
  return within.length === 0 ? undefined : new Map(within);
}

function closenessOf(own: string | undefined, wanted: string): number {
  if (own === undefined) return 1;
  const [mine, theirs] = [own.toLowerCase(), wanted.toLowerCase()];
  if (mine === theirs) return 3;
  return theirs.startsWith(`${mine}-`) ? 2 : 0;
}
