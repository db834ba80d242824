import { expect } from 'chai';
import { compressionRatio } from '../../../../src/asr/onnx/compression-ratio.js';

describe('compressionRatio', () => {
  it('tells circles from speech', () => {
    const speech =
      'He was not an ill disposed young man, unless to be rather cold hearted and rather selfish is to be ill disposed.';
    expect(compressionRatio(speech)).to.be.within(1, 2);
    expect(compressionRatio('thank you for watching '.repeat(12))).to.be.above(5);
    expect(compressionRatio('ありがとうございました。'.repeat(8))).to.be.above(2.4);
  });

  it('is 0 without text', () => {
    expect(compressionRatio('')).to.equal(0);
  });
});
