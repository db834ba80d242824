import { pcmOf } from '@dubbing/common';
import { expect } from 'chai';
import { Decimator } from '../../../src/segment/decimator.js';
import { integerBetween, seededRandom } from '../../support/random.js';
import { noise, sine, stereoOf } from '../../support/sound.js';

function decimate(mono: Int16Array, pieces: () => number = () => mono.length): Int16Array {
  const decimator = new Decimator();
  const stereo = stereoOf(mono);
  const output: number[] = [];
  for (let frame = 0; frame < mono.length;) {
    const end = Math.min(mono.length, frame + pieces());
    output.push(...decimator.push(Buffer.from(pcmOf(stereo.subarray(2 * frame, 2 * end)))));
    frame = end;
  }
  output.push(...decimator.flush());
  return Int16Array.from(output);
}

describe('Decimator', () => {
  it('keeps speech frequencies in place, sample for sample', () => {
    for (const frequencyHz of [100, 1000, 3400, 6300]) {
      const output = decimate(sine(frequencyHz, 0.5, 48_000));
      const expected = sine(frequencyHz, 0.5, 16_000, 16_000);
      expect(output.length).to.equal(16_000);
      const differences = output.subarray(100, 15_900).map((value, i) => Math.abs(value - expected[i + 100]!));
      expect(Math.max(...differences)).to.be.below(40);
    }
  });

  it('keeps frequencies that 16 kHz cannot hold from folding back', () => {
    for (const frequencyHz of [8400, 9000, 15_000, 20_000]) {
      const output = decimate(sine(frequencyHz, 0.9, 48_000)).subarray(100, 15_900);
      expect(Math.max(...output.map(Math.abs))).to.be.below(0.9 * 32767 * 10 ** (-57 / 20));
    }
  });

  it('gives the same whatever the pieces it is fed in', () => {
    const random = seededRandom(1);
    const sound = noise(random, 0.8, 30_001);
    const whole = decimate(sound);
    expect(whole.length).to.equal(Math.ceil(30_001 / 3));
    expect(decimate(sound, () => integerBetween(random, 1, 2000))).to.deep.equal(whole);
    expect(decimate(sound, () => 1)).to.deep.equal(whole);
  });

  it('averages the channels', () => {
    const decimator = new Decimator();
    const left = Int16Array.from({ length: 9600 }, (_, i) => (i % 2 === 0 ? 8000 : 0));
    const output = decimator.push(pcmOf(left));
    expect(output[1000]).to.be.closeTo(4000, 2);
  });

  it('starts afresh after a flush', () => {
    const decimator = new Decimator();
    const pcm = pcmOf(stereoOf(noise(seededRandom(2), 0.5, 4800)));
    const once = [...decimator.push(pcm), ...decimator.flush()];
    expect([...decimator.push(pcm), ...decimator.flush()]).to.deep.equal(once);
  });
});
