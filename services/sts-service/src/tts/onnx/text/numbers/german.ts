import { joined, splitAt, type NumberLanguage } from './number-language.js';

const small =
  'null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn'.split(
    ' ',
  );
const tens = '- - zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig'.split(' ');
const scales = [
  [1e9, 'Milliarde'],
  [1e6, 'Million'],
] as const;

function cardinal(value: number): string {
  // Numbers that are written like years are said like years.
  if (value >= 1100 && value < 2000 && value % 100 >= 10) {
    const [century, year] = splitAt(value, 100);
    return counted(`${belowThousand(century)}hundert${belowThousand(year)}`);
  }
  const words: string[] = [];
  let rest = value;
  for (const [scale, name] of scales) {
    const [count, left] = splitAt(rest, scale);
    if (count === 1) words.push(`eine ${name}`);
    else if (count > 1) words.push(counted(belowThousand(count)), name.replace(/e?$/, 'en'));
    rest = left;
  }
  if (rest > 0 || words.length === 0) words.push(counted(belowMillion(rest)));
  return joined(...words);
}

/** "Ein" alone, or at the end of a number, is "eins". */
function counted(words: string): string {
  return words.replace(/ein$/, 'eins');
}

function belowMillion(value: number): string {
  const [thousands, rest] = splitAt(value, 1000);
  if (thousands === 0) return belowThousand(rest);
  return `${belowThousand(thousands)}tausend${rest === 0 ? '' : belowThousand(rest)}`;
}

function belowThousand(value: number): string {
  const [hundred, rest] = splitAt(value, 100);
  if (hundred === 0) return belowHundred(rest);
  return `${small[hundred] ?? ''}hundert${rest === 0 ? '' : belowHundred(rest)}`;
}

function belowHundred(value: number): string {
  const known = small[value];
  if (known !== undefined) return known;
  const [ten, one] = splitAt(value, 10);
  return one === 0 ? (tens[ten] ?? '') : `${small[one] ?? ''}und${tens[ten] ?? ''}`;
}

export const german: NumberLanguage = {
  cardinal,
  decimalMark: ',',
  groupMarks: ".' ",
  decimalWord: 'Komma',
  minus: 'minus',
  signs: { '%': 'Prozent', '€': 'Euro', $: 'Dollar', '£': 'Pfund', '°': 'Grad' },
};
