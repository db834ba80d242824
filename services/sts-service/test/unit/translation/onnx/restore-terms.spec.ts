import { expect } from 'chai';
import { withTerms } from '../../../../src/translation/onnx/restore-terms.js';

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
