import { joined, splitAt, type NumberLanguage } from './number-language.js';

const small =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const tens = '- - twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const scales = [
  [1e9, 'billion'],
  [1e6, 'million'],
  [1e3, 'thousand'],
] as const;

function cardinal(value: number): string {
  // Numbers that are written like years are said like years.
  if (value >= 1100 && value < 2000 && value % 100 >= 10) {
    const [century, year] = splitAt(value, 100);
    return joined(belowThousand(century), belowThousand(year));
  }
  const words: string[] = [];
  let rest = value;
  for (const [scale, name] of scales) {
    const [count, left] = splitAt(rest, scale);
    if (count > 0) words.push(belowThousand(count), name);
    rest = left;
  }
  if (rest > 0 || words.length === 0) words.push(belowThousand(rest));
  return joined(...words);
}

function belowThousand(value: number): string {
  const [hundreds, rest] = splitAt(value, 100);
  const hundred = hundreds > 0 ? `${small[hundreds] ?? ''} hundred` : '';
  if (rest === 0 && hundreds > 0) return hundred;
  return joined(hundred, hundreds > 0 ? 'and' : '', belowHundred(rest));
}

function belowHundred(value: number): string {
  if (value < 20) return small[value] ?? '';
  const [ten, one] = splitAt(value, 10);
  return joined(tens[ten] ?? '', one > 0 ? (small[one] ?? '') : '');
}

export const english: NumberLanguage = {
  cardinal,
  decimalMark: '.',
  groupMarks: ",'",
  decimalWord: 'point',
  minus: 'minus',
  signs: { '%': 'percent', '€': 'euros', $: 'dollars', '£': 'pounds', '°': 'degrees' },
};
