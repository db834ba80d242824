import { msToNs } from '@dubbing/common';
import { expect } from 'chai';
import { Cutter } from '../../../src/hls/cutter.js';

/** Offers units every 40 ms with a key frame every `keyMs`; answers the lengths of the segments and how each ended. */
function cutsOf(cutter: Cutter, fromMs: number, toMs: number, keyMs: number): { atMs: number; decision: string }[] {
  const cuts: { atMs: number; decision: string }[] = [];
  for (let atMs = fromMs; atMs < toMs; atMs += 40) {
    const decision = cutter.offer(msToNs(atMs), (atMs - fromMs) % keyMs === 0);
    if (decision !== 'continue') cuts.push({ atMs, decision });
  }
  return cuts;
}

describe('Cutter', () => {
  it('cuts at the first key frame after the target', () => {
    const cutter = new Cutter({ targetMs: 2000, longestMs: 10_000 });
    const cuts = cutsOf(cutter, 0, 8001, 1000);
    expect(cuts).to.deep.equal([2000, 4000, 6000, 8000].map((atMs) => ({ atMs, decision: 'cut' })));
    expect(cutter.targetDurationS).to.equal(4);
  });

  it('takes the target duration from the first segment where key frames are far apart', () => {
    const cutter = new Cutter({ targetMs: 2000, longestMs: 10_000 });
    cutsOf(cutter, 0, 15_001, 5000);
    expect(cutter.targetDurationS).to.equal(5);
  });

  it('never lets a segment outgrow the target duration', () => {
    const cutter = new Cutter({ targetMs: 2000, longestMs: 10_000 });
    cutsOf(cutter, 0, 2001, 2000);
    const cuts = cutsOf(cutter, 2000, 20_000, 1_000_000);
    let before = 2000;
    for (const { atMs, decision } of cuts) {
      expect(decision).to.equal('forced-cut');
      // RFC 8216 compares the duration rounded to whole seconds.
      expect(Math.round((atMs - before) / 1000)).to.be.at.most(4);
      before = atMs;
    }
    expect(cuts).to.have.length.greaterThan(2);
  });

  it('cuts at once when it is forced, but not twice at one time', () => {
    const cutter = new Cutter({ targetMs: 2000, longestMs: 10_000 });
    cutter.offer(0n, true);
    expect(cutter.force(msToNs(500))).to.equal('cut');
    expect(cutter.force(msToNs(500))).to.equal('continue');
  });

  it('rounds the target duration of a programme that ends in its first segment', () => {
    const cutter = new Cutter({ targetMs: 2000, longestMs: 10_000 });
    cutter.offer(0n, true);
    cutter.finish(msToNs(700));
    expect(cutter.targetDurationS).to.equal(4);
  });
});
