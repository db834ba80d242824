import { expect } from 'chai';
import { Fft } from '../../../src/separate/fft.js';
import { seededRandom } from '../../support/random.js';

describe('Fft', () => {
  for (const length of [2, 16, 48, 512, 1536]) {
    it(`is the sum that defines it, and its own way back, for ${length} samples`, () => {
      const random = seededRandom(length);
      const x = Float64Array.from({ length }, () => random() - 0.5);
      const y = Float64Array.from({ length }, () => random() - 0.5);
      const [re, im] = [Float64Array.from(x), Float64Array.from(y)];
      const fft = new Fft(length);
      fft.forward(re, im);
      for (const k of [0, 1, length >> 1, length - 1]) {
        let [sumRe, sumIm] = [0, 0];
        for (let n = 0; n < length; n++) {
          const [c, s] = [Math.cos((2 * Math.PI * n * k) / length), -Math.sin((2 * Math.PI * n * k) / length)];
          sumRe += x[n]! * c - y[n]! * s;
          sumIm += x[n]! * s + y[n]! * c;
        }
        expect(re[k]).to.be.closeTo(sumRe, 1e-9);
        expect(im[k]).to.be.closeTo(sumIm, 1e-9);
      }
      fft.inverse(re, im);
      x.forEach((value, n) => expect(re[n]! / length).to.be.closeTo(value, 1e-12));
      y.forEach((value, n) => expect(im[n]! / length).to.be.closeTo(value, 1e-12));
    });
  }

  it('refuses other lengths', () => {
    for (const length of [1, 3, 10, 1000]) expect(() => new Fft(length)).to.throw(RangeError);
  });
});
