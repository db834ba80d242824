import { isUnspaced } from './unspaced-languages.js';

/** What tokens leave that are a part of a character only. */
const incomplete = /\uFFFD+$/;

/**
 * A text that is still being written, without a last word that the next token may go on with. Where words are not told
 * apart by spaces, all complete characters stay.
 */
export function wholeWords(text: string, language: string): string {
  if (isUnspaced(language)) return text.replace(incomplete, '').trim();
  const trimmed = text.trimStart();
  return trimmed.slice(0, Math.max(0, trimmed.search(/\s\S*$/))).trim();
}
