import { expect } from 'chai';
import { resample, resampledLength } from '../../../../src/pipeline/audio-thread/resample.js';
import { amplitudeAt, frequencyOf, rmsOf, tone } from '../../../support/tone.js';

/** Away from the ends, where the sound starts and stops at once and so has every frequency. */
const middle = (samples: Float32Array): Float32Array =>
  samples.subarray(samples.length >> 2, (samples.length * 3) >> 2);

describe('resample', () => {
  for (const [fromHz, toHz] of [
    [22050, 48000],
    [16000, 48000],
    [48000, 16000],
    [44100, 16000],
    [11025, 44100],
  ] as const) {
    it(`keeps a tone's frequency and level from ${fromHz} to ${toHz} Hz`, () => {
      const output = resample(tone(1000, 1000, fromHz), fromHz, toHz);
      expect(output.length).to.equal(toHz);
      expect(frequencyOf(output, toHz)).to.be.closeTo(1000, 0.1);
      expect(amplitudeAt(1000, middle(output), toHz)).to.be.closeTo(0.5, 0.001);
    });
  }

  it('leaves no image of the sound above the old Nyquist frequency', () => {
    const output = middle(resample(tone(9000, 1000, 22050), 22050, 48000));
    expect(amplitudeAt(22050 - 9000, output, 48000)).to.be.below(0.5 * 1e-4);
    expect(rmsOf(output)).to.be.closeTo(0.5 / Math.SQRT2, 0.001);
  });

  it('folds nothing back from above the new Nyquist frequency', () => {
    for (const frequencyHz of [8100, 9000, 12000, 20000]) {
      const output = middle(resample(tone(frequencyHz, 500, 48000), 48000, 16000));
      expect(rmsOf(output), `${frequencyHz} Hz`).to.be.below(0.5 * 2e-4);
    }
  });

  it('delays nothing', () => {
    const impulse = new Float32Array(2205);
    impulse[441] = 1;
    const output = resample(impulse, 22050, 48000);
    expect(output.indexOf(Math.max(...output))).to.equal(960);
  });

  it('returns the same samples at the same rate, and none for none', () => {
    const samples = tone(100, 10, 8000);
    expect(resample(samples, 8000, 8000)).to.equal(samples);
    expect(resample(new Float32Array(0), 8000, 48000).length).to.equal(0);
    expect(resampledLength(22050, 22050, 48000)).to.equal(48000);
  });
});
