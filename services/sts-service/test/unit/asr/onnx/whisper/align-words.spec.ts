import { expect } from 'chai';
import { alignTokens, type HeadAttention } from '../../../../../src/asr/onnx/whisper/align-words.js';

/** A head that looks at the given column when it chooses each token, and a little beside it. */
function headThatLooksAt(columns: number, looks: readonly number[]): HeadAttention {
  const data = new Float32Array(looks.length * columns);
  for (const [row, look] of looks.entries()) {
    for (let c = 0; c < columns; c += 1) data[row * columns + c] = Math.exp(-((c - look) ** 2) / 8);
  }
  return { data, rows: looks.length, columns };
}

describe('alignTokens', () => {
  // Two tokens of the prompt, then three to place and the end.
  const looks = [0, 0, 10, 30, 50, 59];

  it('finds where each token begins between the looks at it and at the one before', () => {
    const [first, second, third, fourth] = alignTokens([headThatLooksAt(60, looks)], { from: 2, to: 6 }, 60, 7);
    expect(first).to.equal(0);
    expect(second).to.be.within(15, 30);
    expect(third).to.be.within(35, 50);
    expect(fourth).to.be.within(52, 59);
  });

  it('follows the heads that agree', () => {
    const agreeing = headThatLooksAt(60, looks);
    const lost = headThatLooksAt(60, [30, 30, 30, 30, 30, 30]);
    const alone = alignTokens([agreeing], { from: 2, to: 6 }, 60, 7);
    expect(alignTokens([agreeing, lost, agreeing], { from: 2, to: 6 }, 60, 7)).to.deep.equal(alone);
  });

  it('never looks behind the sound', () => {
    const starts = alignTokens([headThatLooksAt(60, looks)], { from: 2, to: 6 }, 40, 7);
    expect(Math.max(...starts)).to.be.below(40);
    expect([...starts].sort((a, b) => a - b)).to.deep.equal(starts);
  });

  it('has a place for every token of a sound of one column', () => {
    expect(alignTokens([headThatLooksAt(60, looks)], { from: 2, to: 6 }, 1, 7)).to.deep.equal([0, 0, 0, 0]);
  });
});
