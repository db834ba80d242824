import { dbFromLinear, int16View, linearFromDb, pcmOf, type Interval } from '@dubbing/common';
import { expect } from 'chai';
import { gatedLoudness } from '../../../src/media/loudness.js';
import { EMPTY_SCHEDULE, type Placement } from '../../../src/media/schedule.js';
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

const MS = 1_000_000n;

describe('Mixer', () => {
  it('passes the original bit for bit where nothing is dubbed, with exact times', () => {
    const random = seededRandom(1);
    const sound = stereoOf(noise(random, 0.4, 2 * SECOND));
    expect(
      largestDifference(
        mixAll(sound, {}, { lengths: () => integerBetween(random, 1, 3000), startPtsNs: 12_345n }),
        sound,
      ),
    ).to.equal(0);
  });

  it('gives back the very block in mode original', () => {
    const block = { ptsNs: 5n, pcm: pcmOf(stereoOf(noise(seededRandom(1), 1, 1000))) };
    const view = { placements: [placement(0, sine(300, 1, 1000))], fallbacks: [] };
    expect(new Mixer({ mode: 'original' }).mix(block, view)).to.deep.equal([block]);
  });

  it('has the original down when the dub starts, and up again after it', () => {
    const mixed = mixAll(constant(10_000, 5 * SECOND), { placements: [placement(1000, silence(2000))] });
    expect(gainAt(mixed, 849)).to.equal(0);
    expect(gainAt(mixed, 925)).to.be.within(-7, -3);
    for (const atMs of [1000, 2000, 2999]) expect(gainAt(mixed, atMs)).to.be.closeTo(-15, 0.05);
    expect(gainAt(mixed, 3200)).to.be.within(-7, -3);
    expect(gainAt(mixed, 3401)).to.equal(0);
  });

  it('keeps the original down over the whole source interval of a short dub', () => {
    const dub = placement(1000, silence(500), { source: interval(1000, 3000) });
    const mixed = mixAll(constant(10_000, 4 * SECOND), { placements: [dub] });
    expect(gainAt(mixed, 2990)).to.be.closeTo(-15, 0.05);
  });

  it('bridges a short pause between dubs, but not a long one', () => {
    const at = (second: number) =>
      mixAll(constant(10_000, 5 * SECOND), {
        placements: [placement(1000, silence(1000)), placement(second, silence(1000))],
      });
    expect(gainAt(at(2600), 2300)).to.be.closeTo(-15, 0.05);
    expect(gainAt(at(2900), 2450)).to.equal(0);
  });

  it('is at full level where a fallback starts, although a dub ended just before', () => {
    const placements = [
      placement(1000, silence(1500), { source: interval(1000, 3000) }),
      placement(5000, silence(1000)),
    ];
    const mixed = mixAll(constant(10_000, 7 * SECOND), { placements, fallbacks: [interval(3000, 4800)] });
    expect(gainAt(mixed, 2800)).to.be.closeTo(-15, 0.05);
    for (const atMs of [3000, 4000, 4800]) expect(gainAt(mixed, atMs)).to.equal(0);
    expect(gainAt(mixed, 5000)).to.be.closeTo(-15, 0.05);
  });

  it('puts the dub on its very sample, with soft edges', () => {
    for (const start of [1000, 1001, 1777]) {
      const dub = sine(1000, 0.3, 9600);
      const mixed = mixAll(constant(0, 2 * SECOND), { placements: [placement(start, dub)] }, { lengths: () => 777 });
      const first = start * 48;
      const middle = mixed.filter((_, i) => i % 2 === 0).subarray(first + 480, first + 9600 - 480);
      expect(largestDifference(middle, dub.subarray(480, 9600 - 480))).to.equal(0);
      expect(Math.abs(mixed[2 * first]!)).to.be.below(20);
      expect(mixed.subarray(0, 2 * first).every((value) => value === 0)).to.equal(true);
    }
  });

  it('brings the dub to the loudness of the speaker, within bounds', () => {
    const dub = sine(1000, 0.1, SECOND);
    const ownLufs = gatedLoudness(dub, SECOND);
    const gainFor = (sourceLufs: number): number => {
      const mixed = mixAll(constant(0, 2 * SECOND), { placements: [placement(500, dub, { sourceLufs })] });
      return dbFromLinear(mixed.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 3277);
    };
    expect(gainFor(ownLufs + 6)).to.be.closeTo(6, 0.1);
    expect(gainFor(ownLufs - 9)).to.be.closeTo(-9, 0.1);
    expect(gainFor(ownLufs + 30)).to.be.closeTo(12, 0.1);
    expect(gainFor(ownLufs - 50)).to.be.closeTo(-12, 0.1);
    expect(gainFor(-Infinity)).to.be.closeTo(0, 0.1);
  });

  it('lets go of the limiter again, down to the bit', () => {
    const sound = stereoOf(sine(997, 0.5, 3 * SECOND));
    for (let i = 48_000; i < 48_200; i++) sound[i] = 32_767;
    const mixed = mixAll(sound, {});
    expect(largestDifference(mixed, sound)).to.be.above(1000);
    expect(largestDifference(mixed.subarray(0, 47_000), sound.subarray(0, 47_000))).to.equal(0);
    expect(largestDifference(mixed.subarray(5 * SECOND), sound.subarray(5 * SECOND))).to.equal(0);
  });

  it('keeps the original down to the end of a source interval that its dub does not fill, and no longer', () => {
    const dub = placement(1000, silence(600), { source: interval(1000, 4000) });
    const mixed = mixAll(constant(10_000, 6 * SECOND), { placements: [dub] });
    for (const atMs of [1600, 2000, 3000, 3990]) expect(gainAt(mixed, atMs)).to.be.closeTo(-15, 0.05);
    for (const atMs of [4401, 5000]) expect(gainAt(mixed, atMs)).to.equal(0);
  });

  it('has the original back within one fragment when a dub is missing', () => {
    const before = placement(500, silence(2800), { source: interval(500, 2000) });
    const mixed = mixAll(constant(10_000, 6 * SECOND), { placements: [before], fallbacks: [interval(2000, 4500)] });
    // The dub before runs into the fallback and is heard to its end; then the original comes up at the pace of the attack.
    expect(gainAt(mixed, 3299)).to.be.closeTo(-15, 0.05);
    for (const atMs of [3451, 4000, 5000]) expect(gainAt(mixed, atMs)).to.equal(0);
  });

  it('leaves the original at full level in mode duck with a depth of 0', () => {
    const sound = constant(10_000, 3 * SECOND);
    const mixed = mixAll(sound, { placements: [placement(500, silence(1500))] }, { options: { duckDepthDb: 0 } });
    expect(largestDifference(mixed, sound)).to.equal(0);
  });

  it('goes on at the new time after a jump of the source', () => {
    const mixer = new Mixer();
    const pcm = pcmOf(constant(1000, 4800));
    const later = 7_000_000_000n;
    const blocks = [
      ...mixer.mix({ ptsNs: 0n, pcm }, EMPTY_SCHEDULE),
      ...mixer.mix({ ptsNs: later, pcm }, EMPTY_SCHEDULE),
      ...mixer.flush(),
    ];
    expect(blocks.map(({ ptsNs, pcm: out }) => [Number(ptsNs), out.length / 4])).to.deep.equal([
      [0, 4560],
      [95_000_000, 240],
      [7_000_000_000, 4560],
      [7_095_000_000, 240],
    ]);
    expect(mixer.flush()).to.deep.equal([]);
  });

  it('neither clicks nor leaves its bounds on random schedules', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const random = seededRandom(seed);
      const placements: Placement[] = [];
      const fallbacks: Interval[] = [];
      for (let at = integerBetween(random, 0, 500); at < 8000; at += integerBetween(random, 0, 1500)) {
        const lengthMs = integerBetween(random, 30, 2500);
        if (random() < 0.3) fallbacks.push(interval(at, at + lengthMs));
        else
          placements.push(
            placement(at, silence(lengthMs), { source: interval(at, at + integerBetween(random, 100, 3000)) }),
          );
        at += lengthMs;
      }
      const mixer = new Mixer();
      const mixed: number[] = [];
      for (const block of blocksOf(constant(10_000, 9 * SECOND), 0n, () => integerBetween(random, 100, 5000))) {
        // A dub becomes known at any time, even after its place: the curve has to stay smooth all the same.
        const known = placements.filter(
          ({ startPtsNs }) => startPtsNs < block.ptsNs + BigInt(integerBetween(random, 0, 3000)) * MS,
        );
        for (const { pcm } of mixer.mix(block, { placements: known, fallbacks })) mixed.push(...int16View(pcm));
      }
      // The steepest point of the raised cosine down is π/2 · 0.822 · 10 000 / 7200 = 1.8 a sample; rounding adds 1.
      expect(largestStep(Int16Array.from(mixed))).to.be.at.most(3);
      expect(mixed.reduce((a, b) => Math.max(a, b))).to.be.at.most(10_000);
      expect(mixed.reduce((a, b) => Math.min(a, b))).to.be.at.least(Math.floor(10_000 * linearFromDb(-15)));
    }
  });
});
