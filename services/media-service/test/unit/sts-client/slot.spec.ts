import { expect } from 'chai';
import { slotOf } from '../../../src/sts-client/slot.js';
import { speechFragment } from '../../support/fragments.js';

describe('slotOf', () => {
  it('is as long as the source, with the pause that may be borrowed', () => {
    expect(slotOf(speechFragment(0, 0, 3000), 0)).to.deep.equal({ targetMs: 3000, maxMs: 3400 });
    expect(slotOf(speechFragment(0, 0, 3000, { pauseAfterMs: 700 }), 0)).to.deep.equal({ targetMs: 3000, maxMs: 3700 });
  });

  it('borrows nothing in running speech', () => {
    expect(slotOf(speechFragment(0, 0, 5000, { pauseAfterMs: 0 }), 0)).to.deep.equal({ targetMs: 5000, maxMs: 5000 });
  });

  it('gives back what the dub before it took, within reason', () => {
    expect(slotOf(speechFragment(0, 0, 3000), 300)).to.deep.equal({ targetMs: 2700, maxMs: 3100 });
    expect(slotOf(speechFragment(0, 0, 2000), 1500)).to.deep.equal({ targetMs: 1500, maxMs: 1500 });
  });
});
