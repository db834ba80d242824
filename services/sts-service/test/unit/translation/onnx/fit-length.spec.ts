import { expect } from 'chai';
import { bestThatFits, lengthOf, shortest } from '../../../../src/translation/onnx/fit-length.js';

const wording = (text: string, ended = true) => ({ text, score: 0, ended });

describe('the fit of a wording', () => {
  it('is the first that is short enough and whole', () => {
    const wordings = [wording('one two three'), wording('cut', false), wording('one two'), wording('one')];
    expect(bestThatFits(wordings, 8)?.text).to.equal('one two');
    expect(bestThatFits(wordings, 2)).to.equal(undefined);
  });

  it('is otherwise the shortest that is whole, or any rather than none', () => {
    expect(shortest([wording('longer'), wording('cut', false), wording('short')])?.text).to.equal('short');
    expect(shortest([wording('longer', false), wording('cut', false)])?.text).to.equal('cut');
    expect(shortest([])).to.equal(undefined);
  });

  it('counts characters, not what they take to store', () => {
    expect(lengthOf('𝔘né')).to.equal(3);
  });
});
