import { expect } from 'chai';
import { usualBed } from '../../../../src/probe/sound/bed-use.js';
import { lostSound } from '../../../../src/probe/sound/lost-sound.js';
import { longestSilence, silences } from '../../../../src/probe/sound/silence.js';
import { soundRun } from '../../../../src/probe/sound/sound.js';
import { mix, noise, RATE_HZ } from '../../../support/sounds.js';

const atMs = (ms: number): number => (ms * RATE_HZ) / 1000;
const silenced = (samples: Float32Array, fromMs: number, toMs: number, gain = 0): Float32Array =>
  samples.map((value, n) => (n >= atMs(fromMs) && n < atMs(toMs) ? gain * value : value));

describe('silence', () => {
  it('is not in steady sound', () => {
    expect(longestSilence([soundRun(0, noise(2, 0.01))]).durationMs).to.equal(0);
  });

  for (const [what, gain] of [
    ['zeros', 0],
    ['sound below −60 dBFS', 0.05],
  ] as const) {
    it(`is found where there are 700 ms of ${what}`, () => {
      const { startMs, durationMs } = longestSilence([soundRun(40, silenced(noise(3, 0.01), 1_000, 1_700, gain))]);
      expect(startMs).to.be.closeTo(1_040, 10);
      expect(durationMs).to.be.closeTo(700, 20);
    });
  }

  it('is found at the end, and between runs', () => {
    const runs = [soundRun(0, noise(1, 0.1)), soundRun(1_500, silenced(noise(1, 0.1), 800, 1_000))];
    expect(silences(runs)).to.deep.equal([
      { startMs: 1_000, durationMs: 500 },
      { startMs: 2_300, durationMs: 200 },
    ]);
  });

  it('is not where one channel is heard', () => {
    expect(silences([soundRun(0, noise(1, 0), noise(1, 0.1))])).to.deep.equal([]);
  });
});

describe('sound that was lost against a reference', () => {
  const options = { offsetMs: 500, bed: usualBed };
  const reference = silenced(noise(6, 0.1), 2_000, 2_600);
  const lost = (output: Float32Array) => lostSound([soundRun(500, output)], [soundRun(0, reference)], options);

  it('is none where the reference is silent too', () => {
    expect(lost(reference)).to.deep.equal([]);
  });

  for (const lengthMs of [90, 300, 1_000]) {
    it(`is found where ${lengthMs} ms are silent`, () => {
      const [found, ...more] = lost(silenced(reference, 4_000, 4_000 + lengthMs));
      expect(more).to.deep.equal([]);
      expect(found?.startMs).to.be.closeTo(4_500, 10);
      expect(found?.durationMs).to.be.closeTo(lengthMs, 20);
    });
  }

  it('is what a silence has more than the reference’s', () => {
    const [found, ...more] = lost(silenced(reference, 2_000, 3_000));
    expect(more).to.deep.equal([]);
    expect(found?.startMs).to.be.closeTo(3_100 + 40, 20);
    expect(found?.durationMs).to.be.closeTo(400 - 40, 20);
  });

  it('is none where soft sound is turned down under a dub', () => {
    const soft = mix([noise(3, 0.1)], [noise(3, 0.008), 3]);
    const output = soft.map((value, n) => (n > 3.5 * RATE_HZ ? value * 10 ** (-15 / 20) : value));
    expect(longestSilence([soundRun(0, output)]).durationMs).to.be.greaterThan(2_000);
    expect(lostSound([soundRun(0, output)], [soundRun(0, soft)], { offsetMs: 0, bed: usualBed })).to.deep.equal([]);
  });

  it('is found in soft sound that is cut to zeros', () => {
    const soft = noise(4, 0.004);
    const [found] = lostSound([soundRun(0, silenced(soft, 1_000, 1_200))], [soundRun(0, soft)], {
      offsetMs: 0,
      bed: usualBed,
    });
    expect(found?.durationMs).to.be.closeTo(200, 20);
  });

  it('is as long as it is, over the pauses of the reference in it', () => {
    const words = silenced(silenced(reference, 4_200, 4_260), 4_500, 4_560);
    const [found, ...more] = lostSound([soundRun(500, silenced(words, 4_000, 4_800))], [soundRun(0, words)], options);
    expect(more).to.deep.equal([]);
    expect(found?.durationMs).to.be.closeTo(800, 20);
  });

  it('is found where a soft original sinks into the noise though nobody is dubbed there', () => {
    // Turned down by 15 dB it would be silent, but it is heard as it is on both sides.
    const soft = noise(4, 0.008);
    const sunk = silenced(soft, 1_000, 1_400, 0.1);
    const [found, ...more] = lostSound([soundRun(0, sunk)], [soundRun(0, soft)], { ...options, offsetMs: 0 });
    expect(more).to.deep.equal([]);
    expect(found?.durationMs).to.be.closeTo(400, 20);
  });

  describe('whose voice was taken out', () => {
    const bed = noise(8, 0.004);
    // Words of 400 ms, with pauses of 200 ms between them.
    const talk = mix([bed], ...Array.from({ length: 8 }, (_, n) => [noise(0.4, 0.2, n + 2), 1.5 + 0.6 * n] as const));
    const use = { offsetMs: 0, bed: { bed: 'separate', duckDepthDb: 15 } } as const;
    const quiet = silenced(bed, 0, 8_000, 0.3);

    it('is none where its bed alone is left, softly', () => {
      expect(lostSound([soundRun(0, quiet)], [soundRun(0, talk)], use)).to.deep.equal([]);
      const ducked = { ...use, bed: usualBed };
      expect(lostSound([soundRun(0, quiet)], [soundRun(0, talk)], ducked).length).to.be.greaterThan(0);
    });

    it('is found where that is gone too', () => {
      const [found] = lostSound([soundRun(0, silenced(quiet, 3_000, 3_300))], [soundRun(0, talk)], use);
      expect(found?.durationMs).to.be.closeTo(300, 20);
    });
  });

  it('is not what lies outside of the reference', () => {
    expect(
      lostSound([soundRun(0, noise(9, 0))], [soundRun(0, noise(2, 0.1))], { offsetMs: 10_000, bed: usualBed }),
    ).to.deep.equal([]);
  });
});
