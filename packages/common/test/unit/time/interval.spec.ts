import { expect } from 'chai';
import { intervalDurationMs, overlaps } from '../../../src/index.js';

const interval = (startPtsNs: bigint, endPtsNs: bigint) => ({ startPtsNs, endPtsNs });

describe('intervals', () => {
  it('last from their start to their end', () => {
    expect(intervalDurationMs(interval(1_000_000n, 3_500_000n))).to.equal(2.5);
  });

  it('overlap when they share time, and not when they only touch', () => {
    expect(overlaps(interval(0n, 10n), interval(9n, 20n))).to.equal(true);
    expect(overlaps(interval(0n, 10n), interval(3n, 4n))).to.equal(true);
    expect(overlaps(interval(0n, 10n), interval(10n, 20n))).to.equal(false);
    expect(overlaps(interval(10n, 20n), interval(0n, 10n))).to.equal(false);
  });
});
