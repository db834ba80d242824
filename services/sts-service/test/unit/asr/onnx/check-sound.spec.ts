import { expect } from 'chai';
import { isAudible } from '../../../../src/asr/onnx/check-sound.js';
import { tone } from '../../../support/tone.js';

describe('isAudible', () => {
  it('hears nothing in no sound, in silence, and in what is shorter than a word', () => {
    expect(isAudible(new Float32Array(0))).to.equal(false);
    expect(isAudible(new Float32Array(16_000))).to.equal(false);
    expect(isAudible(tone(440, 99, 16_000))).to.equal(false);
  });

  it('hears a tenth of a second, even if it is hardly there', () => {
    expect(isAudible(tone(440, 100, 16_000, 1e-4))).to.equal(true);
  });

  for (const value of [Number.NaN, Infinity, -Infinity]) {
    it(`refuses ${value}, and says where it is`, () => {
      const samples = tone(440, 500, 16_000);
      samples[700] = value;
      expect(() => isAudible(samples))
        .to.throw(`sample 700 of the sound is ${value}`)
        .with.property('code', 'AUDIO_INVALID');
    });
  }
});
