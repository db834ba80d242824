import { expect } from 'chai';
import { BedGains } from '../../../src/separate/bed-gains.js';
import { BINS_16K, TO_MODEL } from '../../../src/separate/frames.js';
import { StereoFrame } from '../../../src/separate/stereo-frame.js';

/** A frame whose every bin has the magnitude `level` in the middle and `side` times it at the side. */
function flat(level: number, side = 0): StereoFrame {
  const frame = new StereoFrame();
  frame.mid.re.fill(level);
  frame.side.re.fill(side * level);
  return frame;
}

const speechOf = (level: number): Float64Array => new Float64Array(BINS_16K).fill(level * TO_MODEL);

describe('BedGains', () => {
  it('takes the speech off twice, and above 8 kHz by its share in the highs that are seen', () => {
    const gains = new BedGains();
    gains.update(flat(1000), speechOf(200));
    for (const k of [0, 100, 256, 400, 768]) expect(gains.gains[k]).to.be.closeTo(0.6, 1e-9);
  });

  it('does not take a bin below the level that the bed had in it', () => {
    const gains = new BedGains();
    for (let frame = 0; frame < 200; frame++) gains.update(flat(1000), speechOf(0));
    gains.update(flat(10_000), speechOf(10_000));
    for (const k of [0, 100, 256, 768]) expect(10_000 * gains.gains[k]!).to.be.within(650, 710);
    const fresh = new BedGains();
    fresh.update(flat(10_000), speechOf(10_000));
    expect(fresh.gains[100]).to.equal(0);
  });

  it('finds where between the channels the voice stands', () => {
    for (const side of [0, 1, -0.5]) {
      const gains = new BedGains();
      for (let frame = 0; frame < 10; frame++) gains.update(flat(1000, side), speechOf(1000));
      expect(gains.pan).to.be.closeTo(side, 1e-6);
      gains.update(flat(1000, 0.9), speechOf(0));
      expect(gains.pan).to.be.closeTo(side, 1e-6);
    }
  });

  it('passes silence', () => {
    const gains = new BedGains();
    gains.update(flat(0), speechOf(0));
    expect(gains.gains.every(Number.isFinite)).to.equal(true);
    expect(gains.pan).to.equal(0);
  });
});
