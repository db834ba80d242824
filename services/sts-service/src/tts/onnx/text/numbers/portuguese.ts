import { joined, splitAt, type NumberLanguage } from './number-language.js';

const small =
  'zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito dezenove'.split(
    ' ',
  );
const tens = '- - vinte trinta quarenta cinquenta sessenta setenta oitenta noventa'.split(' ');
const hundreds = '- cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos'.split(
  ' ',
);

function cardinal(value: number): string {
  const [millions, rest] = splitAt(value, 1e6);
  if (millions === 0) return belowMillion(rest);
  const many = millions === 1 ? 'um milhão' : `${belowMillion(millions)} milhões`;
  return rest === 0 ? many : joined(many, linkFor(rest), belowMillion(rest));
}

function belowMillion(value: number): string {
  const [thousands, rest] = splitAt(value, 1000);
  if (thousands === 0) return belowThousand(rest);
  const many = thousands === 1 ? 'mil' : `${belowThousand(thousands)} mil`;
  return rest === 0 ? many : joined(many, linkFor(rest), belowThousand(rest));
}

/** "E" stands in front of the last group where that is below a hundred or a whole hundred. */
function linkFor(rest: number): string {
  return rest < 100 || (rest < 1000 && rest % 100 === 0) ? 'e' : '';
}

function belowThousand(value: number): string {
  if (value === 100) return 'cem';
  const [hundred, rest] = splitAt(value, 100);
  if (hundred === 0) return belowHundred(rest);
  return rest === 0 ? (hundreds[hundred] ?? '') : joined(hundreds[hundred] ?? '', 'e', belowHundred(rest));
}

function belowHundred(value: number): string {
  const known = small[value];
  if (known !== undefined) return known;
  const [ten, one] = splitAt(value, 10);
  return joined(tens[ten] ?? '', one === 0 ? '' : `e ${small[one] ?? ''}`);
}

export const portuguese: NumberLanguage = {
  cardinal,
  decimalMark: ',',
  groupMarks: ".' ",
  decimalWord: 'vírgula',
  minus: 'menos',
  signs: { '%': 'por cento', '€': 'euros', $: 'dólares', '£': 'libras', '°': 'graus' },
};
