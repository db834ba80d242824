import { expect } from 'chai';
import { speedFactorFor } from '../../../../src/pipeline/fit/policy.js';

const slot = { targetMs: 3000, maxMs: 3600 };

describe('fit policy', () => {
  it('keeps the natural pace of a dub that is shorter than its slot', () => {
    expect(speedFactorFor(1000, slot)).to.equal(1);
    expect(speedFactorFor(3000, slot)).to.equal(1);
    expect(speedFactorFor(0, slot)).to.equal(1);
  });

  it('speeds up freely to 1.15 to stay within the source interval', () => {
    expect(speedFactorFor(3300, slot)).to.be.closeTo(1.1, 1e-9);
    expect(speedFactorFor(3450, slot)).to.be.closeTo(1.15, 1e-9);
  });

  it('borrows the pause at 1.15 before it goes faster', () => {
    expect(speedFactorFor(3460, slot)).to.equal(1.15);
    expect(speedFactorFor(4140, slot)).to.equal(1.15);
  });

  it('then goes as fast as the pause demands, and never beyond 1.35', () => {
    expect(speedFactorFor(4320, slot)).to.be.closeTo(1.2, 1e-9);
    expect(speedFactorFor(9000, slot)).to.equal(1.35);
  });

  it('takes the source interval where no pause may be borrowed', () => {
    expect(speedFactorFor(3900, { targetMs: 3000, maxMs: 3000 })).to.be.closeTo(1.3, 1e-9);
    expect(speedFactorFor(3900, { targetMs: 3000, maxMs: 1000 })).to.be.closeTo(1.3, 1e-9);
  });
});
