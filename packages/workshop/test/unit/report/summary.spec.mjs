import { expect } from 'chai';
import { summarise } from '../../../src/report/summary.mjs';

const good = { title: 'common', code: 0, seconds: 1.25, tally: { passed: 3, failed: 0, skipped: 1 } };

/** @param {string} text */
const lastLine = (text) => text.trimEnd().split('\n').at(-1);

describe('summarise', () => {
  it('ends with the sum of all runs', () => {
    const text = summarise([
      good,
      { ...good, title: 'contracts', code: 1, tally: { passed: 5, failed: 2, skipped: 0 } },
    ]);
    expect(lastLine(text)).to.equal('8 passed, 2 failed, 1 skipped');
    expect(text).to.match(/contracts +5 +2 +0 +1\.3 +failed \(1\)/);
  });
  it('counts a run that failed without a failed test', () => {
    expect(lastLine(summarise([good, { title: 'lint', code: 1, seconds: 2 }]))).to.equal(
      '3 passed, 1 failed, 1 skipped',
    );
    expect(lastLine(summarise([{ ...good, code: 1 }]))).to.equal('3 passed, 1 failed, 1 skipped');
  });
});
