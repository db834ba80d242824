import { expect } from 'chai';
import { logSumExp } from '../../../src/decoding/log-probabilities.js';

const vocabulary = 58_101;

/** Logits around `gap` below the best one, with the spread that those of models have. */
function logits(gap: number): Float32Array {
  const values = Float32Array.from({ length: vocabulary }, (_, i) => Math.min(-0.5, 3 * Math.sin(i * 12.9898) - gap));
  values[77] = 0;
  return values;
}

describe('logSumExp', () => {
  for (const gap of [1, 5, 10, 15, 18, 26]) {
    it(`is what the sum of exponentials is, most of them ${gap} below the best`, () => {
      const values = logits(gap);
      const exact = Math.log(values.reduce((sum, value) => sum + Math.exp(value), 0));
      expect(logSumExp(values)).to.be.closeTo(exact, 2e-4);
      expect(logSumExp(values.map((value) => value + 200))).to.be.closeTo(exact + 200, 3e-4);
    });
  }

  it('takes no account of forbidden tokens, and has nothing to say where all are', () => {
    expect(logSumExp(Float32Array.of(-Infinity, 1, -Infinity))).to.equal(1);
    expect(logSumExp(new Float32Array(4).fill(-Infinity))).to.equal(-Infinity);
  });
});
