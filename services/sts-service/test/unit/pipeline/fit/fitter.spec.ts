import { expect } from 'chai';
import { Fitter } from '../../../../src/pipeline/fit/fitter.js';
import { fromMono } from '../../../../src/pipeline/fit/samples.js';
import { rejection } from '../../../support/rejection.js';
import { tone } from '../../../support/tone.js';

const request = {
  pcm: fromMono(tone(220, 600, 16000), 1),
  sampleRateHz: 16000,
  slot: { targetMs: 500, maxMs: 500 },
  reply: { sampleRateHz: 48000, channels: 1 },
};

describe('Fitter', () => {
  let fitter: Fitter;
  beforeEach(() => {
    fitter = new Fitter();
  });
  afterEach(() => fitter.close());

  it('fits several dubs at once and gives each its own', async () => {
    const short = { ...request, pcm: request.pcm.subarray(0, 3200) };
    const [first, second] = await Promise.all([fitter.fit(request), fitter.fit(short)]);
    expect(first.durationMs).to.be.closeTo(500, 0.1);
    expect(second.speedFactor).to.equal(1);
    expect(second.durationMs).to.be.closeTo(100, 10);
    expect(first.pcm).to.be.instanceOf(Buffer);
    expect(first.pcm.length).to.equal(48_000);
  });

  it('leaves the PCM of the request whole', async () => {
    await fitter.fit(request);
    expect(request.pcm.length).to.equal(19_200);
  });

  it('says why a dub could not be fitted, and goes on', async () => {
    const error = await rejection(fitter.fit({ ...request, sampleRateHz: -1 }));
    expect(error.code).to.equal('INTERNAL');
    expect((await fitter.fit(request)).durationMs).to.be.closeTo(500, 0.1);
  });

  it('stops waiting when the work is aborted', async () => {
    const aborter = new AbortController();
    const pending = rejection(fitter.fit(request, aborter.signal));
    aborter.abort();
    expect((await pending).code).to.equal('ABORTED');
  });

  it('fails what it still holds when it is closed, and takes nothing more', async () => {
    const pending = rejection(fitter.fit(request));
    await fitter.close();
    await fitter.close();
    expect((await pending).code).to.equal('SHUTTING_DOWN');
    expect((await rejection(fitter.fit(request))).code).to.equal('SHUTTING_DOWN');
  });
});
