import { languageOf } from '../../language.js';
import { speakableLines } from '../speakable.js';
import { catalan } from './catalan.js';
import { english } from './english.js';
import { french } from './french.js';
import { german } from './german.js';
import { mostSpelled, type NumberLanguage } from './number-language.js';
import { portuguese } from './portuguese.js';
import { spanish } from './spanish.js';

const languages: ReadonlyMap<string, NumberLanguage> = new Map([
  ['ca', catalan],
  ['de', german],
  ['en', english],
  ['es', spanish],
  ['fr', french],
  ['pt', portuguese],
]);

/** Digits with what stands between them, and the signs that belong to them. */
function numberIn({ groupMarks, decimalMark }: NumberLanguage): RegExp {
  const digits = `\\d{1,3}(?:[${groupMarks}]\\d{3}(?!\\d))+(?:[${decimalMark}]\\d+)?|\\d+(?:[.,]\\d+)*`;
  return new RegExp(`(?<![\\p{L}\\p{N}])([-−]?)(?:([€$£])\\s?)?(${digits})(?:\\s?([%€$£°]))?`, 'gu');
}

/**
 * A line with its numbers in words, for voices that read letters: they have learned no digits, and
 * would leave them out. Languages that are not in the table keep their digits.
 * @param language BCP 47
 */
export function spellNumbers(line: string, language: string): string {
  const words = languages.get(languageOf(language));
  if (words === undefined) return line;
  // 10:30 is two numbers, and letters at a number, as in 4K, are words of their own.
  const separate = line.replace(/(?<=\d):(?=\d)/g, ' ').replace(/(?<=\d)(?=\p{L})|(?<=\p{L})(?=\d)/gu, ' ');
  return separate.replace(
    numberIn(words),
    (_whole, minus: string, before: string | undefined, digits: string, after?: string) => {
      const sign = words.signs[after ?? before ?? ''] ?? '';
      return [minus === '' ? '' : words.minus, spell(digits, words), sign].filter((part) => part !== '').join(' ');
    },
  );
}

/** `speakableLines` for a voice that reads letters. */
export function readableLines(text: string, language: string): string[] {
  return speakableLines(text, language).map((line) => spellNumbers(line, language));
}

/** Separators of thousands stand in front of three digits; the language's mark in front of any is a decimal one. */
function spell(digits: string, words: NumberLanguage): string {
  const isGrouped = new RegExp(`^\\d{1,3}(?:[${words.groupMarks}]\\d{3})+(?:[${words.decimalMark}]\\d+)?$`).test(
    digits,
  );
  const plain = isGrouped ? digits.replace(new RegExp(`[${words.groupMarks}]`, 'g'), '') : digits;
  const [whole = '', ...rest] = plain.split(/[.,]/);
  const parts = [wordsFor(whole, words), ...rest.flatMap((part) => [words.decimalWord, fraction(part, words)])];
  return parts.join(' ');
}

/** Two digits are said as a number, as in "3 coma 25"; more of them, or a zero in front, one by one. */
function fraction(digits: string, words: NumberLanguage): string {
  const isShort = digits.length <= 2 && !digits.startsWith('0') && words.decimalMark === ',';
  return isShort ? words.cardinal(Number(digits)) : oneByOne(digits, words);
}

function wordsFor(digits: string, words: NumberLanguage): string {
  const value = Number(digits);
  const isSpelled = value <= mostSpelled && (digits === '0' || !digits.startsWith('0'));
  return isSpelled ? words.cardinal(value) : oneByOne(digits, words);
}

function oneByOne(digits: string, words: NumberLanguage): string {
  return [...digits].map((digit) => words.cardinal(Number(digit))).join(' ');
}
