import { dbFromLinear, int16View, pcmOf, type Interval } from '@dubbing/common';
import { expect } from 'chai';
import type { Placement } from '../../../src/media/schedule.js';
import { Mixer } from '../../../src/mix/mixer.js';
import {
  constant,
  gainAt,
  interval,
  largestDifference,
  largestStep,
  mixAll,
  placement,
  SECOND,
  silence,
} from '../../support/mixing.js';
import { integerBetween, seededRandom } from '../../support/random.js';
import { blocksOf, noise, sine, stereoOf } from '../../support/sound.js';

const dubbed = { placements: [placement(1000, silence(2000))] };

describe('Mixer with a bed', () => {
  it('goes over to the bed before the dub and back behind it, and passes the original elsewhere', () => {
    const original = constant(10_000, 5 * SECOND);
    const mixed = mixAll(original, dubbed, { bed: constant(2000, 5 * SECOND) });
    for (const atMs of [0, 840, 3401, 4900]) expect(mixed[2 * atMs * 48]).to.equal(10_000);
    for (const atMs of [1000, 2000, 2999]) expect(mixed[2 * atMs * 48]).to.equal(2000);
    expect(mixed[2 * 925 * 48]).to.be.within(4000, 8500);
  });

  it('keeps a bed steady that the original holds while the voice goes', () => {
    const random = seededRandom(5);
    const bed = stereoOf(noise(random, 0.1, 5 * SECOND));
    const voice = stereoOf(sine(313, 0.2, 5 * SECOND));
    const original = bed.map((value, i) => value + voice[i]!);
    const mixed = mixAll(original, dubbed, { bed });
    // What is left after the best fit of the voice is the bed, changed or not.
    for (const [fromMs, toMs] of [
      [850, 1000],
      [1000, 2900],
      [3000, 3400],
    ] as const) {
      expect(Math.abs(dbFromLinear(shareOf(bed, mixed, fromMs, toMs)))).to.be.below(0.35);
    }
  });

  it('keeps the power when the bed has nothing in common with the original', () => {
    const original = stereoOf(noise(seededRandom(1), 0.2, 5 * SECOND));
    const bed = stereoOf(noise(seededRandom(2), 0.2, 5 * SECOND));
    const mixed = mixAll(original, dubbed, { bed });
    for (let atMs = 850; atMs < 1000; atMs += 25) {
      expect(dbFromLinear(rmsOf(mixed, atMs, atMs + 25) / rmsOf(original, atMs, atMs + 25))).to.be.within(-0.7, 0.7);
    }
  });

  it('hears the whole original in a fallback, bed or not', () => {
    const original = stereoOf(noise(seededRandom(3), 0.2, 4 * SECOND));
    const mixed = mixAll(original, { fallbacks: [interval(500, 3500)] }, { bed: constant(0, 4 * SECOND) });
    expect(largestDifference(mixed, original)).to.equal(0);
  });

  it('lowers the original where the bed is missing, without a click at either change', () => {
    const original = constant(10_000, 6 * SECOND);
    const view = { placements: [placement(500, silence(5000))] };
    const hasBed = (block: number): boolean => block % 20 < 10;
    const mixed = mixAll(original, view, { bed: constant(6000, 6 * SECOND), hasBed, lengths: () => 4800 });
    expect(mixed[2 * 48 * 2900]).to.equal(6000);
    expect(gainAt(mixed, 1500)).to.be.closeTo(-15, 0.05);
    // 4200 over 480 samples is 9 a sample, over 2400 less.
    expect(largestStep(mixed)).to.be.at.most(12);
  });

  it('does not use a bed where it is told not to, or where it has the wrong length', () => {
    const original = constant(10_000, 4 * SECOND);
    const mixed = mixAll(original, dubbed, {
      bed: constant(0, 4 * SECOND),
      options: { useBed: false, duckDepthDb: 0 },
    });
    expect(largestDifference(mixed, original)).to.equal(0);
    const mixer = new Mixer();
    const out = blocksOf(original, 0n, () => 4800).flatMap((block) => {
      block.bed = block.pcm.subarray(4);
      return mixer.mix(block, { ...dubbed, fallbacks: [] }).flatMap(({ pcm }) => [...int16View(pcm)]);
    });
    expect(gainAt(Int16Array.from(out), 2000)).to.be.closeTo(-15, 0.05);
  });

  it('does not click on random schedules, beds that come and go, dubs and jumps of the source', () => {
    // A slow tone in the bed and another in the dub: every sample of the mix lies close to the one before.
    const [originalStep, dubStep] = [stepOf(110, 0.3), stepOf(150, 0.3)];
    for (let seed = 1; seed <= 15; seed++) {
      const random = seededRandom(seed);
      const original = stereoOf(sine(110, 0.3, 9 * SECOND));
      const placements: Placement[] = [];
      const fallbacks: Interval[] = [];
      for (let atMs = integerBetween(random, 0, 500); atMs < 8000; atMs += integerBetween(random, 0, 1500)) {
        const dub = sine(150, 0.3, integerBetween(random, 30, 2500) * 48);
        placements.push(placement(atMs, dub, { source: interval(atMs, atMs + integerBetween(random, 100, 3000)) }));
        atMs += dub.length / 48;
        if (random() < 0.3) fallbacks.push(interval(atMs, (atMs += integerBetween(random, 100, 1500))));
      }
      const mixer = new Mixer();
      const output: number[] = [];
      let jumpNs = 0n;
      for (const block of blocksOf(original, 0n, () => integerBetween(random, 100, 5000))) {
        if (random() < 0.02) jumpNs += BigInt(integerBetween(random, 30, 900)) * 1_000_000n;
        if (random() < 0.6) block.bed = Buffer.from(pcmOf(int16View(block.pcm).map((value) => value / 3)));
        const known = placements.filter(() => random() < 0.97);
        const moved = { ...block, ptsNs: block.ptsNs + jumpNs };
        for (const { pcm } of mixer.mix(moved, { placements: known, fallbacks })) output.push(...int16View(pcm));
      }
      const ramps = 32_768 * 0.6 * (Math.PI / 2 / 240);
      expect(largestStep(Int16Array.from(output))).to.be.at.most(originalStep + dubStep + ramps);
    }
  });
});

/** Largest step of a sine between two samples. */
function stepOf(frequencyHz: number, amplitude: number): number {
  return (amplitude * 32_767 * 2 * Math.PI * frequencyHz) / SECOND + 1;
}

function shareOf(bed: Int16Array, mixed: Int16Array, fromMs: number, toMs: number): number {
  let [product, power] = [0, 0];
  for (let i = 96 * fromMs; i < 96 * toMs; i++) {
    product += bed[i]! * mixed[i]!;
    power += bed[i]! * bed[i]!;
  }
  return product / power;
}

function rmsOf(stereo: Int16Array, fromMs: number, toMs: number): number {
  return Math.sqrt(stereo.subarray(96 * fromMs, 96 * toMs).reduce((sum, value) => sum + value * value, 0));
}
