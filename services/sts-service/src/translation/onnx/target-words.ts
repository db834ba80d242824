import type { TextTokenizer } from '../../text/tokenizer.js';

/** SentencePiece's mark for the space in front of a word. */
const space = '▁';

/** What the pieces of a vocabulary are at the place behind a word. */
export class TargetWords {
  readonly #tokenizer: TextTokenizer;
  readonly #continues: Uint8Array;

  constructor(tokenizer: TextTokenizer) {
    this.#tokenizer = tokenizer;
    const vocabulary = [...tokenizer.vocabulary()];
    this.#continues = new Uint8Array(vocabulary.reduce((most, [, id]) => Math.max(most, id + 1), 0));
    for (const [token, id] of vocabulary) {
      if (!tokenizer.isSpecial(id) && /^[\p{L}\p{N}\p{M}'’-]/u.test(token)) this.#continues[id] = 1;
    }
  }

  /** Whether a piece goes on with the word before it. */
  readonly continuesWord = (token: number): boolean => this.#continues[token] === 1;

  /** The pieces of a term as it stands within a sentence. */
  piecesOf(term: string, language: string): number[] {
    const tokens = this.#tokenizer.encode(term, { specialTokens: false });
    const first = tokens[0];
    // Where words stand without spaces, the one that the tokenizer puts in front would be seen.
    const bare = writesWithoutSpaces(language) && first !== undefined && this.#tokenizer.tokenOf(first) === space;
    return bare ? tokens.slice(1) : tokens;
  }
}

export function writesWithoutSpaces(language: string): boolean {
  return /^(?:zh|ja|th|lo|km|my|yue|wuu)\b/u.test(language);
}
