import { dbFromLinear, linearFromDb } from '@dubbing/common';
import { expect } from 'chai';
import { Limiter } from '../../../src/mix/limiter.js';
import { largestDifference, mixAll, placement, SECOND } from '../../support/mixing.js';
import { seededRandom } from '../../support/random.js';
import { sine, stereoOf } from '../../support/sound.js';
import { referenceTruePeak } from '../../support/true-peak.js';

const LENGTH = SECOND / 2;
const tau = 2 * Math.PI;

function soundOf(valueAt: (index: number) => number): Int16Array {
  return Int16Array.from({ length: LENGTH }, (_, i) => Math.max(-32_768, Math.min(32_767, Math.round(valueAt(i)))));
}

function truePeakDb(stereo: Int16Array): number {
  return dbFromLinear(
    referenceTruePeak(Float64Array.from({ length: stereo.length / 2 }, (_, i) => stereo[2 * i]! / 32_768)),
  );
}

describe('Limiter', () => {
  const random = seededRandom(7);
  const hostile: Record<string, Int16Array> = {
    'a sine at a quarter of the rate whose samples miss its peaks': soundOf(
      (i) => 46_000 * Math.sin((tau * i) / 4 + tau / 8),
    ),
    'a square wave': soundOf((i) => 32_767 * Math.sign(Math.sin((tau * 997 * i) / SECOND))),
    'a square wave of few samples a period': soundOf((i) => 32_767 * Math.sign(Math.sin((tau * 15_111 * i) / SECOND))),
    'white noise at full scale': soundOf(() => 32_767 * (2 * random() - 1)),
    'random full-scale signs': soundOf(() => (random() < 0.5 ? -32_768 : 32_767)),
    'hard-clipped broadband sound': soundOf(
      (i) => 60_000 * Math.sin(i * 0.41) + 30_000 * Math.sin(i * 1.1) + 40_000 * (random() - 0.5),
    ),
    'a tone near half the rate': soundOf((i) => 32_767 * Math.sin((tau * 22_013 * i) / SECOND)),
    'short bursts': soundOf((i) => (i % 700 < 37 ? 32_767 * Math.sign(Math.sin(i * 0.9)) : 200 * Math.sin(i * 0.01))),
  };
  for (const [name, sound] of Object.entries(hostile)) {
    it(`holds −1 dBTP on ${name}`, () => {
      const placements = [placement(100, sine(440, 0.9, SECOND / 8))];
      for (const view of [{}, { placements }]) {
        const mixed = mixAll(stereoOf(sound), view, { options: { duckDepthDb: 6 } });
        expect(truePeakDb(mixed)).to.be.within(-7.5, -1.0);
      }
    });
  }

  it('lets sound below the ceiling through bit for bit, also where its samples are far above the safe peak', () => {
    const sound = stereoOf(sine(997, 0.85, LENGTH));
    expect(largestDifference(mixAll(sound, {}), sound)).to.equal(0);
  });

  it('passes what is safe as it would process it', () => {
    const sound = stereoOf(sine(300, 0.2, 4 * 4800));
    const [passing, processing] = [new Limiter(29_000), new Limiter(29_000)];
    for (let block = 0; block < 4; block++) {
      const samples = sound.subarray(9600 * block, 9600 * (block + 1));
      const left = Float32Array.from({ length: 4800 }, (_, i) => samples[2 * i]!);
      const right = Float32Array.from(left);
      processing.process(left, right, 4800);
      const output = new Int16Array(9600);
      expect(passing.isIdle).to.equal(true);
      if (block % 2 === 0) passing.pass(samples, output, 6554);
      else {
        const [a, b] = [Float32Array.from({ length: 4800 }, (_, i) => samples[2 * i]!), new Float32Array(4800)];
        passing.process(a, b, 4800);
        a.forEach((value, i) => (output[2 * i] = value));
      }
      expect(Array.from(left, (_, i) => output[2 * i])).to.deep.equal([...left]);
    }
  });

  it('is idle only when nothing loud is held back', () => {
    const limiter = new Limiter(32_768 * linearFromDb(-1));
    const quiet = (): Float32Array => new Float32Array(4800).fill(100);
    const loud = quiet();
    loud[4790] = 30_000;
    limiter.process(loud, Float32Array.from(loud), 4800);
    expect(limiter.isIdle).to.equal(false);
    for (let block = 0; block < 12; block++) limiter.process(quiet(), quiet(), 4800);
    expect(limiter.isIdle).to.equal(true);
  });
});
