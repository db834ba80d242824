import { expect } from 'chai';
import { distributionOf } from '../../../../src/probe/report/distribution.js';

describe('how the values of a measure are spread', () => {
  it('tells percentiles by nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(distributionOf(values, 'ms')).to.deep.equal({
      unit: 'ms',
      count: 100,
      min: 1,
      mean: 50.5,
      p50: 50,
      p95: 95,
      p99: 99,
      max: 100,
    });
  });

  it('tells a single value as all of them', () => {
    expect(distributionOf([-3], 'dB')).to.include({ count: 1, min: -3, p50: -3, p99: -3, max: -3 });
  });

  it('tells nothing of nothing', () => {
    expect(distributionOf([], 'ms')).to.equal(undefined);
  });
});
