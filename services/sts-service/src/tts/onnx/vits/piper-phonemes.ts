import type { SpokenClause } from '../phonemes/espeak-phonemes.js';
import type { ClauseSymbols } from '../text/pieces.js';
import { clausesOf } from '../text/clauses.js';
import { framing, type PiperConfig } from './piper-config.js';

/** Marks that Piper writes with a space behind them. */
const spaced: ReadonlySet<string> = new Set([',', ':', ';']);

/**
 * Piper's symbols for clauses that eSpeak NG has read: one for each decomposed character of its
 * IPA, then the mark that ends the clause.
 */
export function symbolsOfPhonemes(clauses: readonly SpokenClause[], config: PiperConfig): ClauseSymbols[] {
  return clauses.map(({ phonemes, mark, endsSentence }) => {
    const sounds = [...phonemes.normalize('NFD')].flatMap((symbol) => config.phonemeMap.get(symbol) ?? [symbol]);
    // A space where a clause has neither a mark nor is the last one keeps its words apart.
    const end = spaced.has(mark) || (mark === '' && !endsSentence) ? [mark, ' '] : [mark];
    return { symbols: merged([...sounds, ...end], config).filter((symbol) => symbol !== ''), endsSentence };
  });
}

/** Symbols for a voice that reads letters: decomposed characters, small where the voice knows no capital. */
export function symbolsOfLetters(lines: readonly string[], config: PiperConfig): ClauseSymbols[] {
  return lines.flatMap((line) =>
    clausesOf(line).map(({ text, endsSentence }) => {
      const letters = [...text.normalize('NFD')].flatMap((letter) => config.phonemeMap.get(letter) ?? [letter]);
      const symbols = letters.map((letter) => (config.phonemeIds.has(letter) ? letter : letter.toLowerCase()));
      return { symbols: endsSentence ? symbols : [...symbols, ' '], endsSentence };
    }),
  );
}

/** The symbols that the voice knows. */
export function knownSymbols(clauses: readonly ClauseSymbols[], config: PiperConfig): ClauseSymbols[] {
  return clauses.map(({ symbols, endsSentence }) => ({
    symbols: symbols.filter((symbol) => config.phonemeIds.has(symbol)),
    endsSentence,
  }));
}

/** The model's numbers: the beginning, then symbols with padding behind each, then the end. */
export function idsOfSymbols(symbols: readonly string[], { phonemeIds }: PiperConfig): number[] {
  const idsOf = (symbol: string) => phonemeIds.get(symbol) ?? [];
  const pad = idsOf(framing.pad);
  return [...[framing.begin, ...symbols].flatMap((symbol) => [...idsOf(symbol), ...pad]), ...idsOf(framing.end)];
}

/** Symbols that the voice has learned as one are put together, the longest first. */
function merged(symbols: readonly string[], { clusters }: PiperConfig): string[] {
  if (clusters.length === 0) return [...symbols];
  const result: string[] = [];
  for (let at = 0; at < symbols.length;) {
    const cluster = clusters.find((each) => symbols.slice(at, at + [...each].length).join('') === each);
    result.push(cluster ?? symbols[at] ?? '');
    at += cluster === undefined ? 1 : [...cluster].length;
  }
  return result;
}
