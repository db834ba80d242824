import { expect } from 'chai';
import { LogMel } from '../../../../../src/asr/onnx/log-mel/log-mel.js';
import { tone } from '../../../../support/tone.js';

/** Whisper's, with a window of two seconds. */
const shape = { bands: 80, frameSamples: 400, hopSamples: 160, windowSamples: 32_000, sampleRateHz: 16_000 };

function featuresOf(samples: Float32Array, logMel = new LogMel(shape)): Float32Array {
  const features = logMel.createFeatures();
  logMel.compute(samples, features);
  return features;
}

/** The band that is loudest in a frame. */
function loudestBand(features: Float32Array, frame: number): number {
  const column = Array.from({ length: 80 }, (_, band) => features[band * 200 + frame] ?? 0);
  return column.indexOf(Math.max(...column));
}

describe('LogMel', () => {
  it('gives silence and no sound the same, lowest value', () => {
    for (const samples of [new Float32Array(0), new Float32Array(5000), new Float32Array(32_000)]) {
      const features = featuresOf(samples);
      expect(features).to.have.length(80 * 200);
      expect(new Set(features)).to.deep.equal(new Set([-1.5]));
    }
  });

  it('hears a short sound as one that silence follows', () => {
    for (const length of [1, 150, 4321, 31_900]) {
      const sound = tone(700, 2000, 16_000).subarray(0, length);
      const padded = new Float32Array(32_000);
      padded.set(sound);
      expect(featuresOf(sound)).to.deep.equal(featuresOf(padded));
    }
  });

  it('finds a tone in the bands of its frequency, through to the last frame', () => {
    const low = featuresOf(tone(500, 2000, 16_000));
    const high = featuresOf(tone(3000, 2000, 16_000));
    for (const frame of [1, 100, 199]) {
      // 500 Hz is 7.5 mel of 45.2, 3 kHz is 31; with 80 bands on 81 steps.
      expect(loudestBand(low, frame)).to.be.within(12, 13);
      expect(loudestBand(high, frame)).to.be.within(54, 55);
    }
  });

  it('cuts 80 dB below the loudest, which spans two in its values', () => {
    const features = featuresOf(tone(1000, 1000, 16_000));
    const largest = features.reduce((a, b) => Math.max(a, b));
    expect(features.reduce((a, b) => Math.min(a, b))).to.be.closeTo(largest - 2, 1e-6);
  });

  it('does not hear what lies behind its window', () => {
    const long = tone(900, 3000, 16_000);
    long.fill(1, 32_000);
    expect(featuresOf(long)).to.deep.equal(featuresOf(long.subarray(0, 32_000)));
  });

  it('remembers nothing of the sound before', () => {
    const logMel = new LogMel(shape);
    const features = logMel.createFeatures();
    logMel.compute(tone(2000, 2000, 16_000, 1), features);
    logMel.compute(tone(300, 500, 16_000), features);
    expect(features).to.deep.equal(featuresOf(tone(300, 500, 16_000)));
  });

  it('takes the filters of a model in place of its own', () => {
    const flat = { firstBin: 0, weights: new Float64Array(201).fill(1) };
    const logMel = new LogMel({ ...shape, bands: 1, filters: [flat] });
    const features = featuresOf(tone(1000, 2000, 16_000), logMel);
    expect(features).to.have.length(200);
    // Parseval: half of N·Σ(w·x)², as one side of the spectrum holds half of the power.
    const power = 0.5 * 400 * (0.375 * 400) * 0.125;
    expect(features[100]).to.be.closeTo((Math.log10(power) + 4) / 4, 1e-3);
  });
});
