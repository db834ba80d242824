import { expect } from 'chai';
import { cutSettings } from '../../../src/worker/cut-settings.js';

describe('cutSettings', () => {
  it('leaves the usual fragments where there is time for them', () => {
    for (const delayMs of [8000, 30_000]) {
      expect(cutSettings({ mode: 'aligned', delayMs })).to.deep.equal({ targetMs: 3000, maxMs: 5000 });
    }
    expect(cutSettings({ mode: 'interpreter', delayMs: 2000 })).to.deep.equal({ targetMs: 3000, maxMs: 5000 });
  });

  it('cuts sooner where the first word goes out before a long fragment is over', () => {
    for (const delayMs of [2000, 3000, 4000, 6000]) {
      const { targetMs, maxMs } = cutSettings({ mode: 'aligned', delayMs });
      expect(maxMs).to.be.within(1200, 0.65 * delayMs);
      expect(targetMs).to.be.below(maxMs);
    }
  });
});
