import { expect } from 'chai';
import {
  asNames,
  fromTranslation,
  smallBehindUnknown,
  toSentence,
  unknownWords,
} from '../../../src/translation/builtin/apertium-text.js';

describe('toSentence', () => {
  it('gives words a capital and a full stop', () => {
    expect(toSentence('good evening', 'en')).to.equal('Good evening.');
  });

  it('writes I, days and months as English does', () => {
    expect(toSentence("on monday i think i'll stay until may or june", 'en')).to.equal(
      "On Monday I think I'll stay until may or June.",
    );
  });

  it('leaves the punctuation that is there', () => {
    expect(toSentence('  Is it raining? ', 'en')).to.equal('Is it raining?');
  });

  it('leaves out what is syntax to Apertium', () => {
    expect(toSentence('a [b] ^c/d$ {e}\0 @f \\ <g>', 'en')).to.equal('A b c d e f g.');
  });

  it('makes nothing of nothing', () => {
    expect(toSentence(' [] ', 'en')).to.equal('');
  });
});

describe('unknown words', () => {
  it('are found by their mark', () => {
    expect(unknownWords('El *xyz de *london, @casa')).to.deep.equal(['xyz', 'london']);
  });

  it('are tried again as names, each where it is a word of its own', () => {
    expect(asNames('The men of london saw a londoner.', ['london'])).to.equal('The men of London saw a londoner.');
  });
});

describe('fromTranslation', () => {
  it('removes marks before words, and only there', () => {
    expect(fromTranslation('*xyz @come #ir 3 * 4')).to.equal('Xyz come ir 3 * 4');
  });

  it('removes blanks where a word was left out', () => {
    expect(fromTranslation('que  está lloviendo .\n')).to.equal('Que está lloviendo.');
  });

  it('begins with a capital, also after a mark of punctuation', () => {
    expect(fromTranslation('¿está bien?')).to.equal('¿Está bien?');
    expect(fromTranslation('ésta es')).to.equal('Ésta es');
  });
});

describe('smallBehindUnknown', () => {
  it('takes back the capital that moved behind unknown words, in every sentence', () => {
    expect(smallBehindUnknown('*Wembley Es grande.', 'Wembley is big.')).to.equal('*Wembley es grande.');
    expect(smallBehindUnknown('Sí. "*Wembley *Qux", Dijo.', 'Yes. "Wembley Qux", he said.')).to.equal(
      'Sí. "*Wembley *Qux", dijo.',
    );
  });

  it('leaves capitals that the source has, and those of other places', () => {
    for (const [translated, source] of [
      ['*Wembley Londres.', 'Wembley London.'],
      ['*Wembley. Es grande.', 'Wembley. It is big.'],
      ['Está en *Wembley España.', 'It is in Wembley spain.'],
      ['Es grande.', 'It is big.'],
    ] as const) {
      expect(smallBehindUnknown(translated, source), translated).to.equal(translated);
    }
  });
});
