import { IsOptional } from 'class-validator';
import { IsLanguage, IsWords } from '../rules/text.js';

/** The most entries of a glossary, of all its languages together. */
export const mostGlossaryEntries = 512;

/** No term and no wording is longer, in UTF-16 units. */
export const longestTerm = 128;

/** A term of the source language and what becomes of it: a wording of the target language, or the term itself. */
export class GlossaryEntry {
  /** One word or several, found as whole words in whatever case. */
  @IsWords(longestTerm)
  term!: string;

  /** What it is in the target language, to the letter. Absent: the term is kept as it is written here. */
  @IsOptional()
  @IsWords(longestTerm)
  translation?: string;

  /**
   * The target language that the entry is for; one for `es` is for `es-MX` too. Absent: all of them. The entry that
   * names the language most closely counts.
   */
  @IsOptional()
  @IsLanguage()
  language?: string;
}

/** Two entries with the same key contradict each other. Undefined for what is no entry. */
export function glossaryKey({ term, language }: { readonly term?: unknown; readonly language?: unknown }) {
  if (typeof term !== 'string') return undefined;
  const words = term.normalize('NFC').toLowerCase().replaceAll(/\s+/gu, ' ').trim();
  return JSON.stringify([words, typeof language === 'string' ? language.toLowerCase() : '']);
}
