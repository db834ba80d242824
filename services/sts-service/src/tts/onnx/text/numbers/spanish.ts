import { joined, splitAt, type NumberLanguage } from './number-language.js';

const small =
  'cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve'.split(
    ' ',
  );
const tens = '- - - treinta cuarenta cincuenta sesenta setenta ochenta noventa'.split(' ');
const hundreds =
  '- ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos'.split(' ');

function cardinal(value: number): string {
  const [millions, rest] = splitAt(value, 1e6);
  if (millions === 0) return belowMillion(rest);
  const many = millions === 1 ? 'un millón' : `${shortened(belowMillion(millions))} millones`;
  return rest === 0 ? many : joined(many, belowMillion(rest));
}

function belowMillion(value: number): string {
  const [thousands, rest] = splitAt(value, 1000);
  if (thousands === 0) return belowThousand(rest);
  const many = thousands === 1 ? 'mil' : `${shortened(belowThousand(thousands))} mil`;
  return rest === 0 ? many : joined(many, belowThousand(rest));
}

function belowThousand(value: number): string {
  if (value === 100) return 'cien';
  const [hundred, rest] = splitAt(value, 100);
  if (hundred === 0) return belowHundred(rest);
  return joined(hundreds[hundred] ?? '', rest === 0 ? '' : belowHundred(rest));
}

function belowHundred(value: number): string {
  const known = small[value];
  if (known !== undefined) return known;
  const [ten, one] = splitAt(value, 10);
  return joined(tens[ten] ?? '', one === 0 ? '' : `y ${small[one] ?? ''}`);
}

/** In front of a noun: veintiún mil. */
function shortened(words: string): string {
  return words.replace(/veintiuno$/, 'veintiún').replace(/uno$/, 'un');
}

export const spanish: NumberLanguage = {
  cardinal,
  decimalMark: ',',
  groupMarks: ".' ",
  decimalWord: 'coma',
  minus: 'menos',
  signs: { '%': 'por ciento', '€': 'euros', $: 'dólares', '£': 'libras', '°': 'grados' },
};
