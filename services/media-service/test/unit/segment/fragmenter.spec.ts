import { expect } from 'chai';
import { Fragmenter, type Cut } from '../../../src/segment/fragmenter.js';
import { seededRandom } from '../../support/random.js';
import { noise } from '../../support/sound.js';

const FRAME_MS = 32;
const LOUD = noise(seededRandom(1), 0.3, 512);
const SILENT = new Int16Array(512);

/** @param stretches milliseconds of speech, pause, speech, pause, … */
function cutsOf(stretches: number[], fragmenter = new Fragmenter()): { cuts: Cut[]; totalSamples: number } {
  const cuts: Cut[] = [];
  let frames = 0;
  stretches.forEach((durationMs, index) => {
    for (let i = 0; i < Math.round(durationMs / FRAME_MS); i++, frames++) {
      cuts.push(...fragmenter.push(index % 2 === 0 ? LOUD : SILENT, index % 2 === 0 ? 0.9 : 0.05));
    }
  });
  const totalSamples = frames * 512;
  return { cuts: [...cuts, ...fragmenter.flush(totalSamples)], totalSamples };
}

const endsMs = (cuts: Cut[]): number[] => cuts.map((cut) => cut.endSample / 16);

describe('Fragmenter', () => {
  it('cuts behind the target at a pause, with a pad', () => {
    const { cuts } = cutsOf([3200, 320, 1600, 1600]);
    expect(cuts[0]!.isSpeech).to.equal(true);
    expect(cuts[0]!.endSample / 16).to.equal(3200 + 200);
    expect(cuts[0]!.pauseAfterSamples / 16).to.be.within(50, 60);
  });

  it('does not cut a short fragment at a short pause, but does at a long one', () => {
    expect(endsMs(cutsOf([960, 320, 960, 960]).cuts)[0]).to.be.closeTo(2240 + 200, 1);
    expect(endsMs(cutsOf([960, 640, 960, 960]).cuts)[0]).to.be.closeTo(960 + 200, 1);
  });

  it('pads the onset with sound from before it', () => {
    const { cuts } = cutsOf([0, 960, 1600, 960]);
    expect(cuts[0]).to.deep.include({ isSpeech: false, endSample: (960 - 200) * 16 });
    expect(cuts[1]!.isSpeech).to.equal(true);
  });

  it('at the hard maximum cuts in the longest pause there was', () => {
    const { cuts } = cutsOf([2208, 96, 704, 192, 3200, 960]);
    expect(endsMs(cuts)[0]).to.be.closeTo(2208 + 96 + 704 + 96, 1);
    expect(cuts[1]!.isSpeech).to.equal(true);
  });

  it('without any pause cuts where the sound is weakest', () => {
    const fragmenter = new Fragmenter();
    const dip = LOUD.map((value) => value / 10);
    const cuts: Cut[] = [];
    for (let i = 0; i < 160; i++) cuts.push(...fragmenter.push(i === 120 ? dip : LOUD, 0.9));
    expect(cuts).to.have.lengthOf(1);
    expect(cuts[0]!.endSample).to.be.within(120 * 512, 121 * 512);
  });

  it('takes a single frame for a click', () => {
    const { cuts } = cutsOf([0, 960, 32, 960]);
    expect(cuts.map((cut) => cut.isSpeech)).to.deep.equal([false]);
  });

  it('never lets a new target pass the hard maximum', () => {
    const fragmenter = new Fragmenter();
    fragmenter.setTargetMs(20_000);
    for (const end of endsMs(cutsOf([9600, 0], fragmenter).cuts).slice(0, 1)) expect(end).to.be.at.most(5000);
  });

  it('hands on long silence in pieces', () => {
    const { cuts } = cutsOf([0, 12_000]);
    expect(cuts.map((cut) => cut.isSpeech)).to.deep.equal([false, false, false]);
  });

  it('holds its promises on random speech: contiguous, bounded, each cut known in time', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const random = seededRandom(seed);
      const fragmenter = new Fragmenter();
      const sound = noise(random, 0.3, 512);
      let start = 0;
      let speaking = random() < 0.5;
      const frames = 600;
      const faults: string[] = [];
      const check = (cuts: Cut[], knownSamples: number): void => {
        for (const { endSample, pauseAfterSamples } of cuts) {
          if (endSample <= start || endSample > knownSamples) faults.push(`cut at ${endSample}, start ${start}`);
          if (endSample - start > 5000 * 16) faults.push(`${endSample - start} samples long`);
          if (endSample + pauseAfterSamples > knownSamples) faults.push(`pause after ${endSample} is not known yet`);
          start = endSample;
        }
        if (knownSamples - start > (5000 + 200 + 3 * FRAME_MS) * 16) faults.push(`no cut by ${knownSamples}`);
      };
      for (let i = 0; i < frames; i++) {
        if (random() < 0.05) speaking = !speaking;
        check(fragmenter.push(sound, speaking ? 0.4 + 0.6 * random() : 0.5 * random()), (i + 1) * 512);
      }
      check(fragmenter.flush(frames * 512), frames * 512);
      expect(start).to.equal(frames * 512);
      expect(faults).to.deep.equal([]);
    }
  });
});
