import { expect } from 'chai';
import { removeMean } from '../../../src/asr/builtin/cepstra.js';

describe('removeMean', () => {
  it('subtracts the mean of each coefficient', () => {
    const features = Float32Array.of(1, 10, 3, 30);
    removeMean(features, 2);
    expect([...features]).to.deep.equal([-1, -10, 1, 10]);
  });

  it('does not count frames without energy', () => {
    const features = Float32Array.of(2, 4, -8, 100, 4, 8);
    removeMean(features, 2);
    expect([...features]).to.deep.equal([-1, -2, -11, 94, 1, 2]);
  });

  it('leaves sound without any energy as it is', () => {
    const features = Float32Array.of(-1, 5);
    removeMean(features, 2);
    expect([...features]).to.deep.equal([-1, 5]);
  });
});
