import { expect } from 'chai';
import { paceOf } from '../../../src/delay/pace.js';

describe('paceOf', () => {
  it('is the clock’s own at the goal, and all but that near it', () => {
    expect(paceOf(0, 8000)).to.equal(1);
    expect(paceOf(1000, 8000)).to.be.closeTo(1, 0.02).and.above(1);
    expect(paceOf(-1000, 8000)).to.be.closeTo(1, 0.02).and.below(1);
  });

  it('stands still rather than run the line dry, and never goes back', () => {
    expect(paceOf(-2000, 8000)).to.be.within(0.3, 0.7);
    expect(paceOf(-3000, 8000)).to.equal(0);
    expect(paceOf(-8000, 8000)).to.equal(0);
  });

  it('follows gently what runs ahead', () => {
    expect(paceOf(5000, 8000)).to.be.within(1.1, 1.3);
    expect(paceOf(50_000, 8000)).to.be.above(3);
  });
});
