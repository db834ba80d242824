import { msToNs } from '@dubbing/common';
import { expect } from 'chai';
import { Cutter, type Cut, type CutterOptions } from '../../../src/hls/cutter.js';
import { KeyFrameForecast } from '../../../src/hls/key-frame-forecast.js';
import { seededRandom } from '../../support/random.js';

interface Picture {
  atMs: number;
  keyFrame: boolean;
}

/** Pictures every `frameMs` until `untilMs`; a key frame starts each of the groups, the last of which repeats. */
function picturesOf(groupsMs: readonly number[], untilMs: number, frameMs = 40): Picture[] {
  const pictures: Picture[] = [];
  let keyMs = 0;
  let group = 0;
  for (let atMs = 0; atMs < untilMs; atMs += frameMs) {
    const keyFrame = atMs >= keyMs;
    if (keyFrame) {
      keyMs = atMs + (groupsMs[group] ?? groupsMs.at(-1) ?? 2000);
      group += 1;
    }
    pictures.push({ atMs, keyFrame });
  }
  return pictures;
}

/** Runs a cutter whose forecast is `aheadMs` ahead of it, as the programme delay makes it. */
function run(pictures: readonly Picture[], options: Partial<CutterOptions> = {}, aheadMs = 8000) {
  const forecast = new KeyFrameForecast();
  const cutter = new Cutter({ targetMs: 2000, longestGroupMs: 12_000, forecast, ...options });
  const cuts: Cut[] = [];
  let seen = 0;
  for (const { atMs, keyFrame } of pictures) {
    for (let next = pictures[seen]; next !== undefined && next.atMs <= atMs + aheadMs; next = pictures[seen]) {
      forecast.saw({ ptsNs: msToNs(next.atMs), keyFrame: next.keyFrame });
      seen += 1;
    }
    cuts.push(...cutter.offer(msToNs(atMs), keyFrame));
  }
  const lengthsMs = cuts.map(({ startPtsNs, endPtsNs }) => Number(endPtsNs - startPtsNs) / 1e6);
  return { cutter, cuts, lengthsMs };
}

describe('Cutter', () => {
  it('cuts at the first key frame after the target', () => {
    const { cutter, cuts, lengthsMs } = run(picturesOf([1000], 8040));
    expect(lengthsMs).to.deep.equal([2000, 2000, 2000, 2000]);
    expect(cuts.every(({ atKeyFrame }) => atKeyFrame)).to.equal(true);
    expect(cutter.targetDurationS).to.equal(4);
  });

  it('makes room for the longest group that the programme delay holds, before the first segment ends', () => {
    const { cutter, lengthsMs } = run(picturesOf([2000, 2000, 5000, 2000], 30_000));
    expect(cutter.targetDurationS).to.equal(7);
    expect(cutter.forcedCuts).to.equal(0);
    expect(lengthsMs.slice(0, 4)).to.deep.equal([2000, 2000, 5000, 2000]);
  });

  it('counts the part of a group whose end is not known yet', () => {
    const { cutter } = run(picturesOf([2000, 30_000], 20_000), {}, 8000);
    // Two seconds into the programme the group that starts there has been seen for eight.
    expect(cutter.targetDurationS).to.equal(10);
  });

  it('splits a group that is longer than any before at the target duration, says so, and goes back to key frames', () => {
    const { cutter, cuts, lengthsMs } = run(
      picturesOf([2000, 2000, 2000, 2000, 2000, 2000, 9000, 2000], 40_000),
      {},
      3000,
    );
    expect(cutter.targetDurationS).to.equal(4);
    expect(lengthsMs.slice(5, 10)).to.deep.equal([2000, 4000, 4000, 1000, 2000]);
    expect(cuts.slice(5, 10).map(({ atKeyFrame }) => atKeyFrame)).to.deep.equal([true, false, false, true, true]);
    expect(cutter.forcedCuts).to.equal(2);
  });

  it('cuts early where that saves a group from being split', () => {
    // After 1.2 s the next key frame is 4 s away: together they would outgrow the target duration.
    const { cutter, lengthsMs } = run(picturesOf([2000, 2000, 1200, 4000, 2000], 20_000), { targetDurationS: 4 });
    expect(lengthsMs.slice(0, 5)).to.deep.equal([2000, 2000, 1200, 4000, 2000]);
    expect(cutter.forcedCuts).to.equal(0);
  });

  it('keeps the target duration of the playlist that it goes on with', () => {
    const { cutter, lengthsMs } = run(picturesOf([5000], 30_000), { targetDurationS: 4 });
    expect(cutter.targetDurationS).to.equal(4);
    for (const lengthMs of lengthsMs) expect(Math.round(lengthMs / 1000)).to.be.at.most(4);
  });

  it('cuts a hole into segments that are no longer than any other', () => {
    const pictures = [...picturesOf([2000], 4040), { atMs: 64_000, keyFrame: true }];
    const { lengthsMs } = run(pictures, {}, 0);
    expect(lengthsMs.reduce((sum, lengthMs) => sum + lengthMs, 0)).to.equal(64_000);
    for (const lengthMs of lengthsMs) expect(lengthMs).to.be.at.most(4400);
  });

  it('cuts at once when it is forced, but not twice at one time', () => {
    const cutter = new Cutter({ targetMs: 2000, longestGroupMs: 12_000, forecast: new KeyFrameForecast() });
    cutter.offer(0n, true);
    expect(cutter.force(msToNs(500))).to.have.length(1);
    expect(cutter.force(msToNs(500))).to.have.length(0);
  });

  it('rounds the target duration of a programme that ends in its first segment', () => {
    const cutter = new Cutter({ targetMs: 2000, longestGroupMs: 12_000, forecast: new KeyFrameForecast() });
    cutter.offer(0n, true);
    expect(cutter.finish(msToNs(700))).to.have.length(1);
    expect(cutter.targetDurationS).to.equal(4);
  });

  it('holds its promises for any structure of groups', () => {
    const random = seededRandom(20_260_101);
    for (let round = 0; round < 300; round += 1) {
      const frameMs = [20, 33, 40, 200, 1000][Math.floor(random() * 5)] ?? 40;
      const longestMs = [1000, 3000, 12_000, 40_000][Math.floor(random() * 4)] ?? 3000;
      const groups = Array.from({ length: 60 }, () => frameMs + Math.floor(random() * longestMs));
      const regular = picturesOf(groups, 120_000, frameMs);
      // Variable frame rate: a part of the pictures is not there.
      const pictures = regular.filter(({ keyFrame }) => keyFrame || random() > 0.3);
      const aheadMs = 2000 + Math.floor(random() * 8000);
      const targetMs = 1000 + Math.floor(random() * 5000);
      const { cutter, cuts, lengthsMs } = run(pictures, { targetMs }, aheadMs);
      const what = JSON.stringify({ round, frameMs, longestMs, aheadMs, targetMs });
      const targetDurationS = cutter.targetDurationS ?? 0;
      const keys = new Set(pictures.filter(({ keyFrame }) => keyFrame).map(({ atMs }) => atMs));
      // Contiguous, none empty, and none longer than the target duration as it was when the first one ended.
      cuts.slice(1).forEach(({ startPtsNs }, index) => expect(startPtsNs, what).to.equal(cuts[index]?.endPtsNs));
      for (const lengthMs of lengthsMs) {
        expect(lengthMs, what).to.be.greaterThan(0);
        expect(Math.round(lengthMs / 1000), what).to.be.at.most(targetDurationS);
      }
      for (const { endPtsNs, atKeyFrame } of cuts) {
        if (atKeyFrame) expect(keys.has(Number(endPtsNs) / 1e6), what).to.equal(true);
      }
      expect(cutter.forcedCuts, what).to.equal(cuts.filter(({ atKeyFrame }) => !atKeyFrame).length);
      // No split without need: between its ends a group is longer than a segment may be.
      const keyTimes = [...keys];
      for (const { endPtsNs, atKeyFrame } of cuts) {
        if (atKeyFrame) continue;
        const atMs = Number(endPtsNs) / 1e6;
        const before = keyTimes.findLast((key) => key <= atMs) ?? 0;
        const after = keyTimes.find((key) => key > atMs) ?? Number.POSITIVE_INFINITY;
        expect(after - before + targetMs, what).to.be.greaterThan(targetDurationS * 1000);
      }
    }
  });
});
