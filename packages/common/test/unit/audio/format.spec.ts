import { expect } from 'chai';
import { bytesPerFrame, pcmByteLength, pcmDurationMs } from '../../../src/index.js';

const stereo = { sampleRateHz: 48_000, channels: 2 };

describe('PCM lengths', () => {
  it('are told in bytes and in milliseconds', () => {
    expect(bytesPerFrame(stereo)).to.equal(4);
    expect(pcmDurationMs(192_000, stereo)).to.equal(1000);
    expect(pcmByteLength(1000, stereo)).to.equal(192_000);
  });

  it('are whole samples', () => {
    expect(pcmByteLength(0.01, stereo)).to.equal(0);
    expect(pcmByteLength(0.011, stereo)).to.equal(4);
  });
});
