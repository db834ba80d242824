import { expect } from 'chai';
import { avOffset, type AvOffset } from '../../../src/measure/av-offset.js';
import { findBeeps } from '../../../src/measure/beeps.js';
import { findFlashes } from '../../../src/measure/flashes.js';
import { withSound } from '../../../src/probe/sound/decode.js';
import { soundRun } from '../../../src/probe/sound/sound.js';
import { clipAudio, clipVideo, withFlv } from '../../support/clip.js';

async function offsetWithSoundLateBy(shiftMs: number): Promise<AvOffset> {
  const audio = (await clipAudio()).map((tag) => ({ ...tag, timestampMs: Math.max(0, tag.timestampMs + shiftMs) }));
  return withFlv(await clipVideo(), audio, async (file) => {
    const flashes = await findFlashes(file);
    return withSound(file, (sound) => avOffset(flashes, findBeeps(sound)));
  });
}

describe('the A/V offset of flashes and beeps', () => {
  for (const plantedMs of [0, 21, 40, 120, -30]) {
    it(`finds sound that is late by ${plantedMs} ms`, async () => {
      const { pairsMs, worstMs, unpaired } = await offsetWithSoundLateBy(plantedMs);
      expect(pairsMs).to.have.length(2);
      expect(unpaired).to.equal(0);
      expect(worstMs).to.be.closeTo(plantedMs, 1.5);
    });
  }

  it('says so when a flash has no beep', () => {
    expect(avOffset([5_000, 15_000], [5_003])).to.deep.include({ pairsMs: [3], unpaired: 1 });
  });

  it('does not time a beep with which the sound begins', () => {
    const tone = Float32Array.from({ length: 9_600 }, (_, n) =>
      n < 4_800 ? 0.1 * Math.sin((2 * Math.PI * n) / 48) : 0,
    );
    expect(findBeeps([soundRun(0, tone)])).to.deep.equal([]);
  });

  it('has no offset where there are no pairs', () => {
    expect(avOffset([], [100]).medianMs).to.equal(undefined);
  });
});
