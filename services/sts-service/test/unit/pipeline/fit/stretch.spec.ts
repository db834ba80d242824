import { expect } from 'chai';
import { Stretcher } from '../../../../src/pipeline/fit/stretch.js';
import { amplitudeAt, frequencyOf, rmsOf, tone } from '../../../support/tone.js';

const sampleRateHz = 22050;

describe('Stretcher', () => {
  let stretcher: Stretcher;
  before(async () => {
    stretcher = await Stretcher.load();
  });

  for (const factor of [0.9, 1.07, 1.15, 1.35]) {
    it(`changes the duration by ${factor} and not the pitch`, () => {
      const input = tone(440, 2000, sampleRateHz);
      const output = stretcher.stretch(input, sampleRateHz, factor);
      expect(output.length).to.equal(Math.round(input.length / factor));
      const middle = output.subarray(4000, -4000);
      expect(frequencyOf(middle, sampleRateHz)).to.be.closeTo(440, 1);
      expect(amplitudeAt(440 * factor, middle, sampleRateHz)).to.be.below(0.02);
      expect(rmsOf(middle)).to.be.closeTo(0.5 / Math.SQRT2, 0.03);
    });
  }

  it('keeps the beginning and the end', () => {
    const output = stretcher.stretch(tone(300, 1000, sampleRateHz), sampleRateHz, 1.2);
    expect(rmsOf(output.subarray(0, 441))).to.be.above(0.2);
    expect(rmsOf(output.subarray(-441))).to.be.above(0.2);
  });

  it('puts what was in the middle in the middle', () => {
    const input = new Float32Array(sampleRateHz);
    input.set(tone(1000, 20, sampleRateHz), sampleRateHz / 2);
    const output = stretcher.stretch(input, sampleRateHz, 1.25);
    const energy = output.map((sample) => sample * sample);
    const total = energy.reduce((sum, e) => sum + e, 0);
    const centreMs = (energy.reduce((sum, e, i) => sum + e * i, 0) / total / sampleRateHz) * 1000;
    expect(centreMs).to.be.closeTo(510 / 1.25, 15);
  });

  it('is not disturbed by what it stretched before, nor by another sample rate', () => {
    const input = tone(440, 500, 16000);
    const first = stretcher.stretch(input, 16000, 1.1);
    stretcher.stretch(tone(90, 3000, 48000), 48000, 1.3);
    const again = stretcher.stretch(input, 16000, 1.1);
    expect(again.length).to.equal(first.length);
    expect(frequencyOf(again.subarray(2000, -2000), 16000)).to.be.closeTo(440, 1);
  });

  it('takes sounds shorter than its own block, and none at all', () => {
    expect(stretcher.stretch(tone(440, 15, sampleRateHz), sampleRateHz, 1.2).length).to.equal(276);
    expect(stretcher.stretch(new Float32Array(0), sampleRateHz, 1.2).length).to.equal(0);
  });

  it('returns the samples themselves at natural pace', () => {
    const input = tone(440, 100, sampleRateHz);
    expect(stretcher.stretch(input, sampleRateHz, 1)).to.equal(input);
  });
});
