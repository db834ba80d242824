import type { TextTokenizer } from '../../../text/tokenizer.js';
import { isUnspaced } from '../unspaced-languages.js';

export interface TokenWord {
  readonly text: string;
  /** How many tokens it is made of. */
  readonly tokens: number;
}

/** A character whose bytes are not all there yet. */
const incomplete = '\uFFFD';

/** Groups tokens into words; punctuation stays with the word that it touches. Without spaces every sign that is complete counts as a word. */
export function splitWords(tokens: readonly number[], tokenizer: TextTokenizer, language: string): TokenWord[] {
  const signs = splitSigns(tokens, tokenizer);
  const words: { text: string; tokens: number }[] = [];
  for (const sign of signs) {
    const word = words.at(-1);
    const begins = isUnspaced(language) ? !/^[\p{P}\p{S}]+$/u.test(sign.text.trim()) : sign.text.startsWith(' ');
    if (word === undefined || begins) {
      words.push({ ...sign });
    } else {
      word.text += sign.text;
      word.tokens += sign.tokens;
    }
  }
  return words.map(({ text, tokens: count }) => ({ text: text.trim(), tokens: count }));
}

/** The shortest runs of tokens that are whole characters. */
function splitSigns(tokens: readonly number[], tokenizer: TextTokenizer): TokenWord[] {
  const signs: TokenWord[] = [];
  let pending: number[] = [];
  for (const [at, token] of tokens.entries()) {
    pending.push(token);
    const text = tokenizer.decode(pending);
    if (text.includes(incomplete) && at < tokens.length - 1) continue;
    signs.push({ text, tokens: pending.length });
    pending = [];
  }
  return signs;
}
