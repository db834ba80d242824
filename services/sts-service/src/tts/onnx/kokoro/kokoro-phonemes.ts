import type { EspeakPhonemes } from '../phonemes/espeak-phonemes.js';
import type { ClauseSymbols } from '../text/pieces.js';
import { markedParts } from './marks.js';
import { kokoroSounds } from './sounds.js';

export interface KokoroPhonemesOptions {
  /** Of the language's voice, with `tie` of sounds.ts. */
  readonly reader: EspeakPhonemes;
  /** A tag of `kokoroLanguages`. */
  readonly language: string;
  /** What the model has numbers for; the rest is left out. */
  readonly signs: ReadonlyMap<string, number>;
  readonly signal: AbortSignal;
}

/**
 * Kokoro's signs for lines of text, clause by clause. eSpeak NG reads the words between the marks,
 * and the marks are put back as they were.
 */
export async function kokoroClauses(
  lines: readonly string[],
  options: KokoroPhonemesOptions,
): Promise<ClauseSymbols[]> {
  const { reader, language, signs, signal } = options;
  const parts = lines.map(markedParts);
  const words = parts.flat().filter(isWords);
  const spoken = await reader.clausesOf(
    words.map(({ text }) => text),
    signal,
  );
  const sounds = spoken.map((clauses) => kokoroSounds(clauses.map(({ phonemes }) => phonemes).join(' '), language));
  const known = (text: string) =>
    [...text].flatMap((sign) =>
      signs.has(sign) ? [sign] : [...sign.normalize('NFD')].filter((part) => signs.has(part)),
    );
  let at = 0;
  return parts.flatMap((line) => {
    const clauses: ClauseSymbols[] = [];
    for (const part of line) {
      if (isWords(part)) clauses.push({ symbols: known(sounds[at++] ?? ''), endsSentence: false });
      else if (part.isMark) append(clauses, known(part.text), /[.!?…]/.test(part.text));
    }
    // A line ends a sentence, and the next one begins with a space.
    append(clauses, [' '], true);
    return clauses;
  });
}

function isWords(part: { text: string; isMark: boolean }): boolean {
  return !part.isMark && /[\p{L}\p{N}]/u.test(part.text);
}

/** Marks belong to the clause in front of them, at the beginning of a line to a clause of their own. */
function append(clauses: ClauseSymbols[], symbols: readonly string[], endsSentence: boolean): void {
  const last = clauses.pop() ?? { symbols: [], endsSentence: false };
  clauses.push({ symbols: [...last.symbols, ...symbols], endsSentence: last.endsSentence || endsSentence });
}
