import { expect } from 'chai';
import { fitSpeech } from '../../../../src/pipeline/fit/fit.js';
import { fromMono, toMono } from '../../../../src/pipeline/audio-thread/samples.js';
import { Stretcher } from '../../../../src/pipeline/fit/stretch.js';
import { frequencyOf, tone } from '../../../support/tone.js';

const sampleRateHz = 22050;
const reply = { sampleRateHz: 48000, channels: 1 };

/** A tone with the silence before and after it that synthesizers leave. */
function spoken(durationMs: number): Buffer {
  const silence = new Float32Array(sampleRateHz / 2);
  const speech = tone(220, durationMs, sampleRateHz);
  return fromMono(Float32Array.of(...silence, ...speech, ...silence), 1);
}

describe('fitSpeech', () => {
  let stretcher: Stretcher;
  before(async () => {
    stretcher = await Stretcher.load();
  });

  it('does not count the silence around the speech', () => {
    const slot = { targetMs: 1100, maxMs: 1100 };
    const fitted = fitSpeech({ pcm: spoken(1000), sampleRateHz, slot, reply }, stretcher);
    expect(fitted.speedFactor).to.equal(1);
    expect(fitted.naturalDurationMs).to.be.within(1000, 1060);
    expect(fitted.durationMs).to.be.closeTo(fitted.naturalDurationMs, 0.1);
  });

  it('brings long speech to the length of its slot, in the format of the reply', () => {
    const slot = { targetMs: 1000, maxMs: 1000 };
    const stereo = { sampleRateHz: 48000, channels: 2 };
    const fitted = fitSpeech({ pcm: spoken(1200), sampleRateHz, slot, reply: stereo }, stretcher);
    expect(fitted.speedFactor).to.be.closeTo(fitted.naturalDurationMs / 1000, 1e-9);
    expect(fitted.durationMs).to.be.closeTo(1000, 0.1);
    expect(fitted.pcm.length).to.equal(Math.round(fitted.durationMs * 48) * 4);
    const mono = toMono(fitted.pcm, 2);
    expect(frequencyOf(mono.subarray(9600, -9600), 48000)).to.be.closeTo(220, 1);
  });

  it('leaves to the stretching what the engine has not done itself', () => {
    const slot = { targetMs: 1000, maxMs: 1000 };
    const natural = fitSpeech({ pcm: spoken(1200), sampleRateHz, slot, reply }, stretcher);
    const paced = fitSpeech({ pcm: spoken(1100), sampleRateHz, pace: 1.1, slot, reply }, stretcher);
    expect(paced.naturalDurationMs).to.be.closeTo(1140 * 1.1, 20);
    expect(paced.speedFactor).to.be.closeTo(paced.naturalDurationMs / 1000, 1e-9);
    expect(paced.durationMs).to.be.closeTo(natural.durationMs, 0.1);
  });

  it('does not slow down speech that is faster than it had to be', () => {
    const slot = { targetMs: 2000, maxMs: 2000 };
    const fitted = fitSpeech({ pcm: spoken(1000), sampleRateHz, pace: 1.2, slot, reply }, stretcher);
    expect(fitted.speedFactor).to.equal(1.2);
    expect(fitted.durationMs).to.be.closeTo(fitted.naturalDurationMs / 1.2, 0.1);
  });

  it('keeps the natural pace where there is no slot', () => {
    const fitted = fitSpeech({ pcm: spoken(1200), sampleRateHz, reply }, stretcher);
    expect(fitted.speedFactor).to.equal(1);
  });

  it('returns nothing for silence', () => {
    const slot = { targetMs: 100, maxMs: 100 };
    const fitted = fitSpeech({ pcm: Buffer.alloc(44100), sampleRateHz, slot, reply }, stretcher);
    expect(fitted).to.deep.include({ durationMs: 0, naturalDurationMs: 0, speedFactor: 1 });
    expect(fitted.pcm.length).to.equal(0);
  });
});

describe('samples', () => {
  it('take the mean of the channels', () => {
    const pcm = Buffer.from(Int16Array.of(1000, 3000, -2000, 0).buffer);
    expect([...toMono(pcm, 2)]).to.deep.equal([2000 / 32768, -1000 / 32768]);
  });

  it('go to every channel, clipped at full scale', () => {
    const pcm = fromMono(Float32Array.of(1.5, -1.5, 0.5), 2);
    expect([...new Int16Array(pcm.buffer)]).to.deep.equal([32767, 32767, -32768, -32768, 16384, 16384]);
  });
});
