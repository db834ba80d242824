import { expect } from 'chai';
import { spellNumbers } from '../../../../../src/tts/onnx/text/numbers/spell-numbers.js';

const cases: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  en: {
    '0 1 13 21 100 101 342': 'zero one thirteen twenty one one hundred one hundred and one three hundred and forty two',
    'In 1984 and 2024.': 'In nineteen eighty four and two thousand twenty four.',
    '3,000 km': 'three thousand km',
    '1,234,567': 'one million two hundred and thirty four thousand five hundred and sixty seven',
    '3.14 percent': 'three point one four percent',
    '$5 or 20%': 'five dollars or twenty percent',
    'At 10:30, -4 ° outside': 'At ten thirty, minus four degrees outside',
    'a 4K film, MP3': 'a four K film, MP three',
    '007 and 1000000000000': `zero zero seven and one${' zero'.repeat(12)}`,
    'no digits - at all': 'no digits - at all',
  },
  'es-MX': {
    '0, 1, 16, 21, 31, 100, 101, 500': 'cero, uno, dieciséis, veintiuno, treinta y uno, cien, ciento uno, quinientos',
    '1.000 y 2.021 y 12 000': 'mil y dos mil veintiuno y doce mil',
    '3.5 y 1.2.3': 'tres coma cinco y uno coma dos coma tres',
    '21.000 € y 31.000.000': 'veintiún mil euros y treinta y un millones',
    'el 3,5 %, o 3,25': 'el tres coma cinco por ciento, o tres coma veinticinco',
    'en 2024': 'en dos mil veinticuatro',
    '1.000.001': 'un millón uno',
    '0,05': 'cero coma cero cinco',
  },
  ca: {
    '0, 17, 20, 21, 31, 100, 200, 999':
      'zero, disset, vint, vint-i-un, trenta-un, cent, dos-cents, nou-cents noranta-nou',
    '1.000 i 2.300': 'mil i dos mil tres-cents',
    "l'1 d'abril de 1999": "l'un d'abril de mil nou-cents noranta-nou",
    '2.000.000 €, el 4,5 %': 'dos milions euros, el quatre coma cinc per cent',
  },
  fr: {
    '0, 1, 17, 21, 22, 70, 71, 80, 81, 91, 99':
      'zéro, un, dix-sept, vingt et un, vingt-deux, soixante-dix, soixante et onze, quatre-vingts, quatre-vingt-un, quatre-vingt-onze, quatre-vingt-dix-neuf',
    '100, 200, 201, 1 000, 2 001': 'cent, deux cents, deux cent un, mille, deux mille un',
    '80 000 € et 1 200 000': 'quatre-vingt mille euros et un million deux cent mille',
    'en 1998, 2,5 %': 'en mille neuf cent quatre-vingt-dix-huit, deux virgule cinq pour cent',
  },
  de: {
    '0, 1, 16, 21, 101, 1000': 'null, eins, sechzehn, einundzwanzig, einhunderteins, eintausend',
    'im Jahr 1984, 2024': 'im Jahr neunzehnhundertvierundachtzig, zweitausendvierundzwanzig',
    '1.000.000 und 2.500.001': 'eine Million und zwei Millionen fünfhunderttausendeins',
    '3.000.000.000 €, 4,5 %': 'drei Milliarden Euro, vier Komma fünf Prozent',
  },
  pt: {
    '0, 1, 16, 21, 100, 101, 999': 'zero, um, dezesseis, vinte e um, cem, cento e um, novecentos e noventa e nove',
    '1.000, 1.001, 2.300, 1.234': 'mil, mil e um, dois mil e trezentos, mil duzentos e trinta e quatro',
    '2.000.000 e 1.000.005': 'dois milhões e um milhão e cinco',
    'em 2024, 3,5 %': 'em dois mil e vinte e quatro, três vírgula cinco por cento',
  },
  it: { '12 anni': '12 anni' },
};

describe('spellNumbers', () => {
  for (const [language, lines] of Object.entries(cases)) {
    for (const [line, words] of Object.entries(lines)) {
      it(`says "${line}" in ${language}`, () => {
        expect(spellNumbers(line, language)).to.equal(words);
      });
    }
  }

  it('leaves no digit of any number', () => {
    for (const language of ['en', 'es', 'ca', 'fr', 'de', 'pt']) {
      for (let value = 0; value < 1e12; value = value * 3 + 1) {
        const words = spellNumbers(String(value), language);
        expect(words, String(value))
          .to.match(/^[\p{L} -]+$/u)
          .and.not.match(/undefined|^-|- |  /);
      }
    }
  });
});
