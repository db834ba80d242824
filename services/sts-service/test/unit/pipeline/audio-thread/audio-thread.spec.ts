import { expect } from 'chai';
import { AudioThread } from '../../../../src/pipeline/audio-thread/audio-thread.js';
import { fromMono, toMono } from '../../../../src/pipeline/audio-thread/samples.js';
import { rejection } from '../../../support/rejection.js';
import { frequencyOf, tone } from '../../../support/tone.js';

const request = {
  pcm: fromMono(tone(220, 600, 16000), 1),
  sampleRateHz: 16000,
  slot: { targetMs: 500, maxMs: 500 },
  reply: { sampleRateHz: 48000, channels: 1 },
};

describe('AudioThread', () => {
  let thread: AudioThread;
  beforeEach(() => {
    thread = new AudioThread();
  });
  afterEach(() => thread.close());

  it('fits several dubs at once and gives each its own', async () => {
    const short = { ...request, pcm: request.pcm.subarray(0, 3200) };
    const [first, second] = await Promise.all([thread.fit(request), thread.fit(short)]);
    expect(first.durationMs).to.be.closeTo(500, 0.1);
    expect(second.speedFactor).to.equal(1);
    expect(second.durationMs).to.be.closeTo(100, 10);
    expect(first.pcm).to.be.instanceOf(Buffer);
    expect(first.pcm.length).to.equal(48_000);
  });

  it('makes 16 kHz mono of any format, and leaves it as it is where it is so', async () => {
    const stereo = fromMono(tone(440, 500, 48_000), 2);
    const prepared = await thread.prepare({ pcm: stereo, audio: { sampleRateHz: 48_000, channels: 2 } });
    expect(prepared.length).to.equal(16_000);
    expect(frequencyOf(toMono(prepared, 1), 16_000)).to.be.closeTo(440, 0.5);
    const audio = { sampleRateHz: 16_000, channels: 1 };
    expect((await thread.prepare({ pcm: prepared, audio })).buffer).to.equal(prepared.buffer);
  });

  it('leaves the PCM of the request whole', async () => {
    await thread.fit(request);
    expect(request.pcm.length).to.equal(19_200);
  });

  it('says why a dub could not be fitted, and goes on', async () => {
    const error = await rejection(thread.fit({ ...request, sampleRateHz: -1 }));
    expect(error.code).to.equal('INTERNAL');
    expect((await thread.fit(request)).durationMs).to.be.closeTo(500, 0.1);
  });

  it('stops waiting when the work is aborted', async () => {
    const aborter = new AbortController();
    const pending = rejection(thread.fit(request, aborter.signal));
    aborter.abort();
    expect((await pending).code).to.equal('ABORTED');
  });

  it('fails what it still holds when it is closed, and takes nothing more', async () => {
    const pending = rejection(thread.fit(request));
    await thread.close();
    await thread.close();
    expect((await pending).code).to.equal('SHUTTING_DOWN');
    expect((await rejection(thread.fit(request))).code).to.equal('SHUTTING_DOWN');
  });
});
