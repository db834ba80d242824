import { expect } from 'chai';
import { isLikelyBigEndian } from '../../../../src/api/http/byte-order.js';
import { fromMono } from '../../../../src/pipeline/audio-thread/samples.js';
import { tone } from '../../../support/tone.js';

describe('byte order', () => {
  for (const amplitude of [0.01, 0.9]) {
    it(`is told from the sound at ${amplitude} of full scale`, () => {
      const little = fromMono(tone(440, 200, 16_000, amplitude), 1);
      expect(isLikelyBigEndian(little)).to.equal(false);
      expect(isLikelyBigEndian(Buffer.from(little).swap16())).to.equal(true);
    });
  }

  it('is the one of the RFC where the sound does not tell', () => {
    expect(isLikelyBigEndian(Buffer.alloc(1000))).to.equal(true);
    expect(isLikelyBigEndian(Buffer.from([1, 2]))).to.equal(true);
  });
});
