import { expect } from 'chai';
import { beforeLoop } from '../../../../src/asr/onnx/loops.js';

describe('beforeLoop', () => {
  it('keeps one round of what is repeated to the end', () => {
    expect(beforeLoop([1, 2, 3, 4, 3, 4, 3, 4])).to.deep.equal([1, 2, 3, 4]);
    expect(beforeLoop([7, 5, 5, 5])).to.deep.equal([7, 5]);
  });

  it('sees a loop whose last round is cut short', () => {
    expect(beforeLoop([9, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1])).to.deep.equal([9, 1, 2, 3]);
  });

  it('takes two rounds for rhetoric, and a loop that was left for none', () => {
    expect(beforeLoop([1, 2, 3, 1, 2, 3])).to.equal(undefined);
    expect(beforeLoop([1, 1, 1, 1, 2])).to.equal(undefined);
    expect(beforeLoop([])).to.equal(undefined);
  });
});
