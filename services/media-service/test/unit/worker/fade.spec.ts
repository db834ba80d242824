import { int16View, pcmOf } from '@dubbing/common';
import { expect } from 'chai';
import { faded } from '../../../src/worker/fade.js';

const loud = (frames: number): Buffer => Buffer.from(pcmOf(new Int16Array(2 * frames).fill(10_000)));
const leftOf = (pcm: Buffer): number[] => Array.from({ length: pcm.length / 4 }, (_, i) => int16View(pcm)[2 * i]!);

describe('faded', () => {
  it('leaves alone what lies before it, and silences what lies behind it', () => {
    const pcm = loud(10);
    expect(faded(pcm, 10, 5)).to.equal(pcm);
    expect(leftOf(faded(pcm, -5, 5))).to.deep.equal(Array.from({ length: 10 }, () => 0));
  });

  it('goes down within its length, the same on both channels, and stays down', () => {
    const pcm = loud(12);
    const out = faded(pcm, 2, 8);
    const left = leftOf(out);
    expect(left.slice(0, 3)).to.deep.equal([10_000, 10_000, 10_000]);
    expect(left[6]).to.equal(5000);
    expect(left.slice(10)).to.deep.equal([0, 0]);
    expect(left).to.deep.equal(left.toSorted((a, b) => b - a));
    expect(Array.from({ length: 12 }, (_, i) => int16View(out)[2 * i + 1]!)).to.deep.equal(left);
    expect(leftOf(pcm)).to.deep.equal(Array.from({ length: 12 }, () => 10_000));
  });

  it('goes on from block to block as in one', () => {
    const whole = leftOf(faded(loud(20), 4, 10));
    const parts = [0, 5, 10, 15].flatMap((start) => leftOf(faded(loud(5), 4 - start, 10)));
    expect(parts).to.deep.equal(whole);
  });
});
