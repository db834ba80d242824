import { encodeWav, pcmOf } from '@dubbing/common';
import { expect } from 'chai';
import { soundOfAnswer } from '../../../../src/engine-host/remote/sound-of-answer.js';

const type = 'audio/pcm';

describe('soundOfAnswer', () => {
  it('takes raw samples as 24 kHz', () => {
    const body = pcmOf(Int16Array.of(1, 2, 3));
    expect(soundOfAnswer({ body, type }, 'pcm', 'm')).to.deep.equal({ pcm: body, sampleRateHz: 24_000 });
    expect(() => soundOfAnswer({ body: body.subarray(1), type }, 'pcm', 'm')).to.throw('half a sample');
  });

  it('reads a WAV file that comes in place of raw samples, and mixes its channels', () => {
    const body = encodeWav(pcmOf(Int16Array.of(10, 20, -4, -8)), { sampleRateHz: 16_000, channels: 2 });
    const { pcm, sampleRateHz } = soundOfAnswer({ body, type }, 'pcm', 'm');
    expect(sampleRateHz).to.equal(16_000);
    expect([...new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length / 2)]).to.deep.equal([15, -6]);
  });
});
