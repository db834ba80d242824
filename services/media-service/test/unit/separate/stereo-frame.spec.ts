import { expect } from 'chai';
import { Fft } from '../../../src/separate/fft.js';
import { BINS_48K, FRAME_48K } from '../../../src/separate/frames.js';
import { StereoFrame } from '../../../src/separate/stereo-frame.js';
import { seededRandom } from '../../support/random.js';

describe('StereoFrame', () => {
  const random = seededRandom(1);
  const left = Float64Array.from({ length: FRAME_48K }, () => random() - 0.5);
  const right = Float64Array.from({ length: FRAME_48K }, () => random() - 0.5);
  const fft = new Fft(FRAME_48K);
  const frame = new StereoFrame();
  frame.re.set(left);
  frame.im.set(right);
  fft.forward(frame.re, frame.im);
  const both = [Float64Array.from(frame.re), Float64Array.from(frame.im)] as const;
  frame.analyse();

  it('has the spectra of middle and side in it', () => {
    for (const [part, sign] of [
      [frame.mid, 1],
      [frame.side, -1],
    ] as const) {
      const re = left.map((value, n) => (value + sign * right[n]!) / 2);
      const im = new Float64Array(FRAME_48K);
      fft.forward(re, im);
      for (let k = 0; k < BINS_48K; k++) {
        expect(part.re[k]).to.be.closeTo(re[k]!, 1e-9);
        expect(part.im[k]).to.be.closeTo(im[k]!, 1e-9);
      }
    }
  });

  it('is put together again from them', () => {
    frame.combine();
    for (let k = 0; k < FRAME_48K; k++) {
      expect(frame.re[k]).to.be.closeTo(both[0][k]!, 1e-9);
      expect(frame.im[k]).to.be.closeTo(both[1][k]!, 1e-9);
    }
  });
});
