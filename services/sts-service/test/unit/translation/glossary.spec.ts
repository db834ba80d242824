import { expect } from 'chai';
import { replaceTerms, termsIn } from '../../../src/translation/glossary.js';

const glossary = new Map([
  ['Real Madrid', 'Real Madrid'],
  ['Madrid', 'la capital'],
  ['goalkeeper', 'guardameta'],
  ['C++ (17)', 'C++'],
  ['東京', 'Tokio'],
  ['empty', ' '],
]);

describe('termsIn', () => {
  it('finds whole words, whatever their case, in their order', () => {
    expect(termsIn('The GOALKEEPER of madrid', glossary)).to.deep.equal(['guardameta', 'la capital']);
    expect(termsIn('goalkeepers, Madridista', glossary)).to.deep.equal([]);
  });

  it('takes the longest of overlapping terms, and each place once', () => {
    expect(termsIn('Real  Madrid left Madrid. Madrid!', glossary)).to.deep.equal([
      'Real Madrid',
      'la capital',
      'la capital',
    ]);
  });

  it('takes every way to write an apostrophe or an accent for the same', () => {
    const kept = new Map([
      ["rock 'n' roll", 'Rock'],
      ['l’Hospitalet', 'Hospitalet'],
      ['ma\u0301laga', 'Málaga'],
    ]);
    const text = "rock \u2018n\u2019 roll and Rock 'n' Roll in L'Hospitalet and Málaga";
    expect(termsIn(text, kept)).to.deep.equal(['Rock', 'Rock', 'Hospitalet', 'Málaga']);
    expect(replaceTerms(text, kept, (target) => `<${target}>`)).to.equal(
      '<Rock> and <Rock> in <Hospitalet> and <Málaga>',
    );
  });

  it('takes marks literally, finds terms where words have no spaces, and leaves empty ones out', () => {
    expect(termsIn('in C++ (17), 東京に行く, empty', glossary)).to.deep.equal(['C++', 'Tokio']);
    expect(termsIn('anything', new Map())).to.deep.equal([]);
  });
});

describe('replaceTerms', () => {
  const marked = (text: string) => replaceTerms(text, glossary, (target) => `<${target}>`);

  it('finds what termsIn finds, and leaves the rest as it is', () => {
    expect(marked('The GOALKEEPER of Real  madrid, Madridista')).to.equal(
      'The <guardameta> of <Real Madrid>, Madridista',
    );
    expect(marked('in C++ (17), 東京に行く, empty')).to.equal('in <C++>, <Tokio>に行く, empty');
    expect(replaceTerms('Two  spaces', new Map(), () => '')).to.equal('Two  spaces');
  });
});
