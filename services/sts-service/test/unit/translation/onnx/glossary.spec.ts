import { expect } from 'chai';
import { termsIn } from '../../../../src/translation/onnx/glossary.js';
import { withTerms } from '../../../../src/translation/onnx/restore-terms.js';

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

  it('takes marks literally, finds terms where words have no spaces, and leaves empty ones out', () => {
    expect(termsIn('in C++ (17), 東京に行く, empty', glossary)).to.deep.equal(['C++', 'Tokio']);
    expect(termsIn('anything', new Map())).to.deep.equal([]);
  });
});

describe('withTerms', () => {
  const pieces = ['<unk>', 'el', 'guarda', 'meta', 'salta', 'alto', '.'];
  const decode = (tokens: readonly number[]) =>
    tokens
      .filter((token) => token !== 0)
      .map((token) => pieces[token])
      .join(' ');

  it('leaves a text alone that has all terms', () => {
    expect(withTerms([1, 4], ['salta'], [[4]], decode)).to.equal('el salta');
  });

  it('writes a term where its tokens are when they do not read as it', () => {
    expect(withTerms([1, 2, 3, 5, 6], ['guardameta'], [[2, 3]], decode)).to.equal('el guardameta alto.');
    expect(withTerms([1, 0, 5, 6], ['⚽'], [[0]], decode)).to.equal('el ⚽ alto.');
  });

  it('writes a term as often as it is wanted', () => {
    expect(withTerms([0, 4, 0], ['⚽', '⚽'], [[0], [0]], decode)).to.equal('⚽ salta ⚽');
  });

  it('puts a term without any token at the end', () => {
    expect(withTerms([1, 4], ['€'], [[]], decode)).to.equal('el salta €');
  });
});
