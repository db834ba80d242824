import { expect } from 'chai';
import { trimSilence } from '../../../../src/pipeline/fit/trim-silence.js';
import { tone } from '../../../support/tone.js';

const sampleRateHz = 16_000;
const joined = (...parts: Float32Array[]): Float32Array => Float32Array.from(parts.flatMap((part) => [...part]));
const silence = (durationMs: number): Float32Array => new Float32Array((durationMs * sampleRateHz) / 1000);

describe('trimSilence', () => {
  it('takes the silence away on both sides and leaves a margin', () => {
    const speech = tone(200, 300, sampleRateHz);
    const trimmed = trimSilence(joined(silence(400), speech, silence(700)), sampleRateHz);
    expect((trimmed.length / sampleRateHz) * 1000).to.be.within(300, 360);
  });

  it('keeps pauses inside the speech', () => {
    const speech = joined(tone(200, 100, sampleRateHz), silence(500), tone(200, 100, sampleRateHz));
    expect(trimSilence(speech, sampleRateHz).length).to.equal(speech.length);
  });

  it('takes faint noise for silence, and keeps faint speech', () => {
    expect(trimSilence(tone(200, 100, sampleRateHz, 0.002), sampleRateHz).length).to.equal(0);
    expect(trimSilence(tone(200, 100, sampleRateHz, 0.01), sampleRateHz).length).to.equal(1600);
  });

  it('takes nothing of nothing', () => {
    expect(trimSilence(new Float32Array(0), sampleRateHz).length).to.equal(0);
  });
});
