/** Symbols of one clause, letters or phonemes, with the space that follows it where it has one. */
export interface ClauseSymbols {
  readonly symbols: readonly string[];
  readonly endsSentence: boolean;
}

/** What a model speaks in one run. */
export interface Piece {
  readonly symbols: readonly string[];
  /** What follows it: the silence between two pieces is as long as this deserves. */
  readonly end: 'sentence' | 'clause' | 'word';
}

export interface PieceLimits {
  /** Symbols that a piece has at most. */
  readonly most: number;
  /** Sentences are put together up to this many symbols. Zero: a piece for each sentence. */
  readonly joined: number;
}

/**
 * Groups clauses into pieces of at most `most` symbols: whole sentences where they fit, else whole
 * clauses, else as many words as fit, else symbols.
 */
export function piecesOf(clauses: readonly ClauseSymbols[], limits: PieceLimits): Piece[] {
  const pieces: Piece[] = [];
  let symbols: string[] = [];
  let end: Piece['end'] = 'sentence';
  const flush = () => {
    // Marks alone would make a model hiss or mumble.
    if (symbols.some((symbol) => /[\p{L}\p{N}]/u.test(symbol))) pieces.push({ symbols, end });
    symbols = [];
  };
  for (const sentence of sentencesOf(clauses)) {
    const length = sentence.reduce((sum, clause) => sum + clause.length, 0);
    if (symbols.length > 0 && symbols.length + length > Math.min(limits.joined, limits.most)) flush();
    for (const part of sentence.flatMap((clause) => splitAtWords(clause, limits.most))) {
      if (symbols.length + part.symbols.length > limits.most) flush();
      symbols.push(...part.symbols);
      end = part.end;
      if (end === 'word') flush();
    }
    end = 'sentence';
  }
  flush();
  return pieces;
}

function sentencesOf(clauses: readonly ClauseSymbols[]): (readonly string[])[][] {
  const sentences: (readonly string[])[][] = [[]];
  for (const { symbols, endsSentence } of clauses) {
    sentences.at(-1)?.push(symbols);
    if (endsSentence) sentences.push([]);
  }
  return sentences.filter((sentence) => sentence.length > 0);
}

function splitAtWords(clause: readonly string[], most: number): Piece[] {
  const parts: Piece[] = [];
  let rest = clause;
  while (rest.length > most) {
    const space = rest.lastIndexOf(' ', most - 1);
    const length = space > 0 ? space + 1 : most;
    parts.push({ symbols: rest.slice(0, length), end: 'word' });
    rest = rest.slice(length);
  }
  parts.push({ symbols: rest, end: 'clause' });
  return parts;
}
