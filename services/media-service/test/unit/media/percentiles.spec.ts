import { expect } from 'chai';
import { RecentValues } from '../../../src/media/percentiles.js';

describe('RecentValues', () => {
  it('gives nearest-rank percentiles', () => {
    const values = new RecentValues();
    for (let value = 100; value >= 1; value--) values.add(value);
    expect([0, 0.5, 0.99, 1].map((share) => values.percentile(share))).to.deep.equal([1, 50, 99, 100]);
  });

  it('knows nothing before the first value, and forgets the oldest', () => {
    const values = new RecentValues(3);
    expect(values.percentile(0.5)).to.equal(undefined);
    for (const value of [1000, 1, 2, 3]) values.add(value);
    expect(values.percentile(1)).to.equal(3);
  });
});
