import { expect } from 'chai';
import { formatPtsNs, isPtsText, msToNs, nsToMs, parsePtsNs } from '../../../src/index.js';
import { thrownBy } from '../../support/thrown.js';

describe('milliseconds and nanoseconds', () => {
  it('convert both ways', () => {
    expect(nsToMs(1_500_000n)).to.equal(1.5);
    expect(nsToMs(-1_500_000n)).to.equal(-1.5);
    expect(msToNs(1.5)).to.equal(1_500_000n);
    expect(msToNs(-0.000_001)).to.equal(-1n);
  });

  it('keep whole milliseconds exact a century from the origin', () => {
    const centuryMs = 100 * 365 * 24 * 3_600_000;
    expect(msToNs(centuryMs)).to.equal(BigInt(centuryMs) * 1_000_000n);
    expect(nsToMs(BigInt(centuryMs) * 1_000_000n)).to.equal(centuryMs);
  });

  it('refuse what is no time', () => {
    for (const ms of [Number.NaN, Infinity, -Infinity]) {
      expect(thrownBy(() => msToNs(ms)).code).to.equal('PTS_INVALID');
    }
  });
});

describe('decimal time stamps', () => {
  it('round-trip beyond the integers of JSON', () => {
    for (const pts of [0n, 1n, -1n, 9_007_199_254_740_993n, 9_223_372_036_854_775_807n]) {
      expect(parsePtsNs(formatPtsNs(pts))).to.equal(pts);
    }
  });

  it('have one spelling only', () => {
    const wrong = ['', ' 1', '1 ', '+1', '01', '-0', '1.0', '1e3', '0x1', '1_000', '1n', 'NaN', '٣', '1\n'];
    for (const text of [...wrong, '1'.repeat(20)]) {
      expect(isPtsText(text), text).to.equal(false);
      expect(thrownBy(() => parsePtsNs(text)).code).to.equal('PTS_INVALID');
    }
    expect(isPtsText(1)).to.equal(false);
  });
});
