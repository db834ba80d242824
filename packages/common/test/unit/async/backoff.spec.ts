import { expect } from 'chai';
import { Backoff } from '../../../src/index.js';

const delays = (backoff: Backoff, count: number) => Array.from({ length: count }, () => backoff.next());

describe('Backoff', () => {
  it('grows up to its limit, and starts again after a success', () => {
    const backoff = new Backoff({ initialMs: 100, maxMs: 1000, jitter: 0 });
    expect(delays(backoff, 6)).to.deep.equal([100, 200, 400, 800, 1000, 1000]);
    expect(backoff.attempts).to.equal(6);
    backoff.reset();
    expect(backoff.attempts).to.equal(0);
    expect(backoff.next()).to.equal(100);
  });

  it('scatters the part of the delay that chance decides', () => {
    const chances = [0, 0.5, 0.999];
    const random = () => chances.shift() ?? 0;
    expect(delays(new Backoff({ initialMs: 100, factor: 1, jitter: 1, random }), 3)).to.deep.equal([100, 50, 0]);
  });

  it('stays within its bounds by default', () => {
    for (const delayMs of delays(new Backoff(), 2000)) {
      expect(delayMs).to.be.within(125, 10_000);
    }
  });
});
