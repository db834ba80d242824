import { joined, splitAt, type NumberLanguage } from './number-language.js';

const small =
  'zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf'.split(
    ' ',
  );
/** Seventy and ninety count on from sixty and eighty. */
const tens = '- - vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt'.split(' ');
const scales = [
  [1e9, 'milliard'],
  [1e6, 'million'],
] as const;

function cardinal(value: number): string {
  const words: string[] = [];
  let rest = value;
  for (const [scale, name] of scales) {
    const [count, left] = splitAt(rest, scale);
    if (count > 0) words.push(belowThousand(count), count > 1 ? `${name}s` : name);
    rest = left;
  }
  const [thousands, below] = splitAt(rest, 1000);
  if (thousands > 0) words.push(thousands > 1 ? withoutPlural(belowThousand(thousands)) : '', 'mille');
  if (below > 0 || words.length === 0) words.push(belowThousand(below));
  return joined(...words);
}

function belowThousand(value: number): string {
  const [hundred, rest] = splitAt(value, 100);
  if (hundred === 0) return belowHundred(rest);
  if (rest === 0) return hundred === 1 ? 'cent' : `${small[hundred] ?? ''} cents`;
  return joined(hundred === 1 ? '' : (small[hundred] ?? ''), 'cent', belowHundred(rest));
}

function belowHundred(value: number): string {
  const known = small[value];
  if (known !== undefined) return known;
  const [ten] = splitAt(value, 10);
  const name = tens[ten] ?? '';
  const rest = value - (ten === 7 || ten === 9 ? ten - 1 : ten) * 10;
  if (rest === 0) return ten === 8 ? `${name}s` : name;
  const isLinked = (rest === 1 || rest === 11) && ten < 8;
  return isLinked ? `${name} et ${small[rest] ?? ''}` : `${name}-${small[rest] ?? ''}`;
}

/** Deux cent mille, quatre-vingt mille. */
function withoutPlural(words: string): string {
  return words.replace(/(?<=cent|vingt)s$/, '');
}

export const french: NumberLanguage = {
  cardinal,
  decimalMark: ',',
  groupMarks: ".' ",
  decimalWord: 'virgule',
  minus: 'moins',
  signs: { '%': 'pour cent', '€': 'euros', $: 'dollars', '£': 'livres', '°': 'degrés' },
};
