import { joined, splitAt, type NumberLanguage } from './number-language.js';

const small =
  'zero un dos tres quatre cinc sis set vuit nou deu onze dotze tretze catorze quinze setze disset divuit dinou vint'.split(
    ' ',
  );
const tens = '- - vint trenta quaranta cinquanta seixanta setanta vuitanta noranta'.split(' ');

function cardinal(value: number): string {
  const [millions, rest] = splitAt(value, 1e6);
  if (millions === 0) return belowMillion(rest);
  const many = millions === 1 ? 'un milió' : `${belowMillion(millions)} milions`;
  return rest === 0 ? many : joined(many, belowMillion(rest));
}

function belowMillion(value: number): string {
  const [thousands, rest] = splitAt(value, 1000);
  if (thousands === 0) return belowThousand(rest);
  const many = thousands === 1 ? 'mil' : `${belowThousand(thousands)} mil`;
  return rest === 0 ? many : joined(many, belowThousand(rest));
}

function belowThousand(value: number): string {
  const [hundred, rest] = splitAt(value, 100);
  if (hundred === 0) return belowHundred(rest);
  return joined(hundred === 1 ? 'cent' : `${small[hundred] ?? ''}-cents`, rest === 0 ? '' : belowHundred(rest));
}

function belowHundred(value: number): string {
  const known = small[value];
  if (known !== undefined) return known;
  const [ten, one] = splitAt(value, 10);
  const name = tens[ten] ?? '';
  if (one === 0) return name;
  return `${name}${ten === 2 ? '-i-' : '-'}${small[one] ?? ''}`;
}

export const catalan: NumberLanguage = {
  cardinal,
  decimalMark: ',',
  groupMarks: ".' ",
  decimalWord: 'coma',
  minus: 'menys',
  signs: { '%': 'per cent', '€': 'euros', $: 'dòlars', '£': 'lliures', '°': 'graus' },
};
