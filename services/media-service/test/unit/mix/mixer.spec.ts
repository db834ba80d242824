import { dbFromLinear, int16View, linearFromDb, pcmOf, samplesToNs, type Interval } from '@dubbing/common';
import { expect } from 'chai';
import { EMPTY_SCHEDULE, type Placement, type ScheduleView } from '../../../src/media/schedule.js';
import { Mixer, type MixerOptions } from '../../../src/mix/mixer.js';
import { integerBetween, seededRandom } from '../../support/random.js';
import { blocksOf, noise, sine, stereoOf } from '../../support/sound.js';
import { referenceTruePeak } from '../../support/true-peak.js';

const MS = 1_000_000n;
const SECOND = 48_000;
const interval = (startMs: number, endMs: number): Interval => ({
  startPtsNs: BigInt(startMs) * MS,
  endPtsNs: BigInt(endMs) * MS,
});

function placement(startMs: number, pcm48k: Int16Array, more: Partial<Placement> = {}): Placement {
  const startPtsNs = BigInt(startMs) * MS;
  const endPtsNs = startPtsNs + samplesToNs(pcm48k.length, SECOND);
  const source = { startPtsNs, endPtsNs };
  return {
    fragmentId: `f${startMs}`,
    startPtsNs,
    endPtsNs,
    source,
    text: '',
    pcm48k,
    sourceLevelDb: -Infinity,
    ...more,
  };
}

/** Mixes a whole sound; every block sees the schedule as the worker would show it. */
function mixAll(
  stereo: Int16Array,
  view: Partial<ScheduleView>,
  options: MixerOptions = {},
  lengths: () => number = () => 1024,
  startPtsNs = 0n,
): Int16Array {
  const mixer = new Mixer(options);
  const schedule = { ...EMPTY_SCHEDULE, ...view };
  const output: Int16Array[] = [];
  let expectedPtsNs = startPtsNs;
  const blocks = blocksOf(stereo, startPtsNs, lengths);
  for (const block of [...blocks.flatMap((block) => mixer.mix(block, schedule)), ...mixer.flush()]) {
    expect(Number(block.ptsNs - expectedPtsNs)).to.be.within(-2, 2);
    output.push(int16View(block.pcm));
    expectedPtsNs = block.ptsNs + samplesToNs(block.pcm.length / 4, SECOND);
  }
  const whole = new Int16Array(output.reduce((sum, part) => sum + part.length, 0));
  output.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  expect(whole.length).to.equal(stereo.length);
  return whole;
}

const constant = (value: number, samples: number): Int16Array => new Int16Array(2 * samples).fill(value);
const silence = (durationMs: number): Int16Array => new Int16Array(durationMs * 48);
const gainAt = (mixed: Int16Array, atMs: number): number => dbFromLinear(mixed[2 * Math.round(atMs * 48)]! / 10_000);
const largestDifference = (a: Int16Array, b: Int16Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe('Mixer', () => {
  it('passes the original bit for bit where nothing is dubbed, with exact times', () => {
    const random = seededRandom(1);
    const sound = stereoOf(noise(random, 0.4, 2 * SECOND));
    expect(
      largestDifference(
        mixAll(sound, {}, {}, () => integerBetween(random, 1, 3000), 12_345n),
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
      const mixed = mixAll(constant(0, 2 * SECOND), { placements: [placement(start, dub)] }, {}, () => 777);
      const first = start * 48;
      const middle = mixed.filter((_, i) => i % 2 === 0).subarray(first + 480, first + 9600 - 480);
      expect(largestDifference(middle, dub.subarray(480, 9600 - 480))).to.equal(0);
      expect(Math.abs(mixed[2 * first]!)).to.be.below(20);
      expect(mixed.subarray(0, 2 * first).every((value) => value === 0)).to.equal(true);
    }
  });

  it('brings the dub to the level of the speaker, within bounds', () => {
    const peakOf = (sourceLevelDb: number): number => {
      const mixed = mixAll(constant(0, 2 * SECOND), {
        placements: [placement(500, sine(500, 0.1, SECOND), { sourceLevelDb })],
      });
      return dbFromLinear(mixed.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 32_768);
    };
    // A sine with a peak at −20 dBFS has −23 dBFS RMS.
    expect(peakOf(-20)).to.be.closeTo(-17, 0.2);
    expect(peakOf(-5)).to.be.closeTo(-8, 0.2);
    expect(peakOf(-70)).to.be.closeTo(-32, 0.2);
    expect(peakOf(-Infinity)).to.be.closeTo(-20, 0.2);
  });

  it('never lets a true peak above the ceiling', () => {
    const clipped = (value: number): number => Math.max(-32_767, Math.min(32_767, Math.round(value)));
    const hot = Int16Array.from({ length: SECOND }, (_, i) =>
      clipped(60_000 * Math.sin(i * 0.41) + 30_000 * Math.sin(i * 1.1)),
    );
    const tone = sine(11_990, 0.99, SECOND).map((value, i) => (i % 9000 < 4000 ? value : 0));
    for (const sound of [hot, tone]) {
      const mixed = mixAll(
        stereoOf(sound),
        { placements: [placement(200, sine(440, 0.9, SECOND / 2))] },
        { duckDepthDb: 6 },
      );
      const left = Float64Array.from({ length: SECOND }, (_, i) => mixed[2 * i]! / 32_768);
      expect(dbFromLinear(referenceTruePeak(left))).to.be.below(-0.85);
    }
  });

  it('lets go of the limiter again, down to the bit', () => {
    const sound = stereoOf(sine(997, 0.5, 3 * SECOND));
    for (let i = 48_000; i < 48_200; i++) sound[i] = 32_767;
    const mixed = mixAll(sound, {});
    expect(largestDifference(mixed, sound)).to.be.above(1000);
    expect(largestDifference(mixed.subarray(0, 47_000), sound.subarray(0, 47_000))).to.equal(0);
    expect(largestDifference(mixed.subarray(5 * SECOND), sound.subarray(5 * SECOND))).to.equal(0);
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
      let largestStep = 0;
      let [least, most] = [Infinity, -Infinity];
      for (let i = 2; i < mixed.length; i++) {
        largestStep = Math.max(largestStep, Math.abs(mixed[i]! - mixed[i - 2]!));
        least = Math.min(least, mixed[i]!);
        most = Math.max(most, mixed[i]!);
      }
      // The steepest point of the raised cosine down is π/2 · 0.822 · 10 000 / 7200 = 1.8 a sample; rounding adds 1.
      expect(largestStep).to.be.at.most(3);
      expect(most).to.be.at.most(10_000);
      expect(least).to.be.at.least(Math.floor(10_000 * linearFromDb(-15)));
    }
  });
});
