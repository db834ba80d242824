import { expect } from 'chai';
import { measureLoudness, type Loudness } from '../../../../src/probe/sound/loudness.js';
import { soundRun } from '../../../../src/probe/sound/sound.js';

const RATE_HZ = 48_000;

/** The same sine on both channels, in pieces of [level in dBFS, seconds]. */
function sines(pieces: readonly (readonly [number, number])[], frequencyHz = 1_000, phaseDegrees = 0): Float32Array {
  const samples = new Float32Array(pieces.reduce((sum, [, seconds]) => sum + seconds * RATE_HZ, 0));
  let at = 0;
  for (const [levelDb, seconds] of pieces) {
    for (const end = at + seconds * RATE_HZ; at < end; at += 1)
      samples[at] =
        10 ** (levelDb / 20) * Math.sin((2 * Math.PI * frequencyHz * at) / RATE_HZ + (phaseDegrees * Math.PI) / 180);
  }
  return samples;
}

/** Without fades a sine that begins at once has peaks of its own where it begins. */
const faded = (samples: Float32Array): Float32Array =>
  samples.map((value, n) => value * Math.min(1, n / 4_800, (samples.length - n) / 4_800));

const measured = (samples: Float32Array): Promise<Loudness> => measureLoudness([soundRun(0, samples)]);

describe('loudness', () => {
  // The signals and tolerances are those of EBU Tech 3341 (1 and 2, 15 to 19) and 3342 (1 and 2).
  for (const levelDb of [-23, -33]) {
    it(`of a 1 kHz sine of ${levelDb} dBFS on both channels is ${levelDb} LUFS`, async () => {
      const { integratedLufs, momentaryLufs, shortTermLufs } = await measured(sines([[levelDb, 10]]));
      expect(integratedLufs).to.be.closeTo(levelDb, 0.1);
      expect(momentaryLufs?.max).to.be.closeTo(levelDb, 0.1);
      expect(momentaryLufs?.min).to.be.closeTo(levelDb, 0.1);
      expect(shortTermLufs?.max).to.be.closeTo(levelDb, 0.1);
      expect(shortTermLufs?.min).to.be.closeTo(levelDb, 0.1);
    });
  }

  for (const [rangeLu, levels] of [
    [10, [-20, -30]],
    [5, [-20, -15]],
  ] as const) {
    it(`ranges over ${rangeLu} LU from ${levels[0]} to ${levels[1]} dBFS`, async () => {
      const loudness = await measured(sines(levels.map((levelDb) => [levelDb, 20] as const)));
      expect(loudness.rangeLu).to.be.closeTo(rangeLu, 1);
      expect(loudness.shortTermLufs?.max).to.be.closeTo(Math.max(...levels), 0.1);
    });
  }

  it('leaves pauses out of the integrated loudness', async () => {
    const { integratedLufs } = await measured(
      sines([
        [-36, 5],
        [-23, 30],
        [-36, 5],
      ]),
    );
    expect(integratedLufs).to.be.closeTo(-23, 0.1);
  });

  for (const [divisor, phase, peakDb, levelDb] of [
    [4, 0, -6, -6.02],
    [4, 45, -6, -6.02],
    [6, 60, -6, -6.02],
    [8, 67.5, -6, -6.02],
    [4, 45, 3, 2.98],
  ] as const) {
    it(`finds a true peak of ${peakDb} dBTP between samples, at a ${divisor}th of the rate and ${phase}°`, async () => {
      const { truePeakDb } = await measured(faded(sines([[levelDb, 1]], RATE_HZ / divisor, phase)));
      expect(truePeakDb).to.be.within(peakDb - 0.4, peakDb + 0.2);
    });
  }

  it('of digital silence is none', async () => {
    const loudness = await measured(new Float32Array(RATE_HZ));
    expect(loudness.integratedLufs).to.be.NaN;
    expect(loudness.truePeakDb).to.equal(Number.NEGATIVE_INFINITY);
    expect(loudness.momentaryLufs).to.equal(undefined);
  });
});
