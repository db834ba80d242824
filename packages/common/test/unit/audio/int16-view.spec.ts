import { expect } from 'chai';
import { int16View, pcmOf } from '../../../src/index.js';

describe('int16View', () => {
  it('shares the memory of an aligned buffer', () => {
    const pcm = Buffer.from(new Uint8Array([1, 0, 255, 255]).buffer);
    const samples = int16View(pcm);
    expect([...samples]).to.deep.equal([1, -1]);
    samples[0] = 2;
    expect(pcm[0]).to.equal(2);
  });

  it('copies a buffer that lies on an odd address', () => {
    const pcm = Buffer.from(new Uint8Array([9, 1, 0, 255, 255]).buffer).subarray(1);
    expect([...int16View(pcm)]).to.deep.equal([1, -1]);
  });

  it('leaves out a trailing odd byte, aligned or not', () => {
    const bytes = new Uint8Array([9, 1, 0, 7]).buffer;
    expect([...int16View(Buffer.from(bytes).subarray(1))]).to.deep.equal([1]);
    expect([...int16View(Buffer.from(bytes, 0, 3))]).to.deep.equal([0x0109]);
    expect(int16View(Buffer.alloc(0))).to.have.length(0);
  });

  it('is undone by pcmOf', () => {
    const samples = new Int16Array([0, 1, -1, 32_767, -32_768]).subarray(1);
    expect(int16View(pcmOf(samples))).to.deep.equal(samples);
  });
});
