import { expect } from 'chai';
import { dbFromLinear, linearFromDb, peak, rms } from '../../../src/index.js';

describe('levels', () => {
  it('are 0 to 1 of full scale', () => {
    expect(rms(new Int16Array([-32_768, -32_768]))).to.equal(1);
    expect(peak(new Int16Array([100, -32_768, 5]))).to.equal(1);
    expect(rms(new Int16Array([16_384, -16_384]))).to.equal(0.5);
    expect(rms(new Int16Array())).to.equal(0);
    expect(peak(new Int16Array())).to.equal(0);
  });

  it('of a full-scale sine are 3 dB apart', () => {
    const sine = Int16Array.from({ length: 480 }, (_, n) => 32_767 * Math.sin((2 * Math.PI * n) / 48));
    expect(dbFromLinear(peak(sine)) - dbFromLinear(rms(sine))).to.be.closeTo(3.01, 0.01);
  });

  it('convert to decibels and back', () => {
    expect(dbFromLinear(10)).to.equal(20);
    expect(dbFromLinear(0)).to.equal(-Infinity);
    expect(linearFromDb(-20)).to.be.closeTo(0.1, 1e-12);
    expect(linearFromDb(-Infinity)).to.equal(0);
  });
});
