import { expect } from 'chai';
import { nsToSamples, samplesToNs } from '../../../src/index.js';

describe('samples and nanoseconds', () => {
  it('floor to a whole nanosecond', () => {
    expect(samplesToNs(48_000, 48_000)).to.equal(1_000_000_000n);
    expect(samplesToNs(1, 48_000)).to.equal(20_833n);
    expect(samplesToNs(-1, 48_000)).to.equal(-20_834n);
    expect(samplesToNs(3n, 44_100)).to.equal(68_027n);
  });

  it('take the nearest sample', () => {
    expect(nsToSamples(20_833n, 48_000)).to.equal(1);
    expect(nsToSamples(10_416n, 48_000)).to.equal(0);
    expect(nsToSamples(10_417n, 48_000)).to.equal(1);
    expect(nsToSamples(-20_834n, 48_000)).to.equal(-1);
  });

  it('round-trip every sample, whatever the rate', () => {
    for (const rate of [8000, 11_025, 16_000, 22_050, 44_100, 48_000]) {
      for (const base of [0, 1_000_000, 86_400 * rate * 365]) {
        for (let n = base; n < base + 500; n += 1) {
          expect(nsToSamples(samplesToNs(n, rate), rate)).to.equal(n);
        }
      }
    }
  });
});
