import { expect } from 'chai';
import { MEDIA_TIME_ORIGIN_NS, toTicks } from '../../../src/hls/media-time.js';
import { SampleTrack, type TimedUnit } from '../../../src/hls/sample-track.js';
import type { FinishedSegment } from '../../../src/hls/segment.js';
import { boxAt, readBoxes, readRun } from '../../support/mp4-boxes.js';

const FRAME_NS = 33_366_667n; // 29.97 Hz, rounded as GStreamer does
const AAC_NS = 21_333_333n;
const joined = (segment: FinishedSegment | undefined) => Buffer.concat(segment?.body ?? []);

/** Pictures in decode order I P B B P B B…: each P is shown after the two Bs that follow it. */
function picture(index: number, gop: number): TimedUnit {
  const inGop = index % gop;
  const shown = inGop === 0 ? index + 1 : (inGop - 1) % 3 === 0 ? index + 3 : index;
  return {
    dtsNs: BigInt(index) * FRAME_NS,
    ptsNs: BigInt(shown) * FRAME_NS,
    durationNs: FRAME_NS,
    keyFrame: inGop === 0,
    data: Buffer.from([index]),
  };
}

const interval = (sequence: number, startPtsNs: bigint, endPtsNs: bigint) => ({
  sequence,
  startPtsNs,
  endPtsNs,
  discontinuity: false,
});

describe('SampleTrack', () => {
  it('closes a segment before the key frame that starts the next, with exact times', () => {
    const track = new SampleTrack(90_000, 0n);
    for (let index = 0; index < 31; index += 1) expect(track.push(picture(index, 31))).to.deep.equal([]);
    const key = picture(31, 31);
    track.cut(interval(0, FRAME_NS, key.ptsNs));
    const [segment] = track.push(key);
    const { decodeTime, samples } = readRun(joined(segment));
    expect(samples).to.have.length(31);
    expect(decodeTime).to.equal(toTicks(0n, 90_000));
    expect(decodeTime + BigInt(samples.reduce((sum, { duration }) => sum + duration, 0))).to.equal(
      toTicks(key.dtsNs, 90_000),
    );
    let at = decodeTime;
    samples.forEach(({ duration, compositionOffset, keyFrame }, index) => {
      expect(at + BigInt(compositionOffset)).to.equal(toTicks(picture(index, 31).ptsNs, 90_000));
      expect(keyFrame).to.equal(index === 0);
      at += BigInt(duration);
    });
  });

  it('points at its data, which are the very bytes that came in', () => {
    const track = new SampleTrack(90_000, 0n);
    for (let index = 0; index < 4; index += 1) track.push(picture(index, 4));
    track.cut(interval(0, FRAME_NS, 10_000_000_000n));
    const bytes = joined(track.finish()[0]);
    const [styp, moof, mdat] = readBoxes(bytes);
    expect([styp?.type, moof?.type, mdat?.type]).to.deep.equal(['styp', 'moof', 'mdat']);
    const moofStart = (styp?.body.length ?? 0) + 8;
    const dataStart = moofStart + readRun(bytes).dataOffset;
    expect([...bytes.subarray(dataStart)]).to.deep.equal([0, 1, 2, 3]);
    expect(boxAt(bytes, 'moof/mfhd').readUInt32BE(4)).to.equal(1);
  });

  it('cuts sound at the frame edge nearest to the cut, without losing or shifting a sample', () => {
    const track = new SampleTrack(48_000, AAC_NS / 2n);
    const runs = [];
    for (let index = 0; index < 300; index += 1) {
      const ptsNs = (BigInt(index) * 1024n * 1_000_000_000n) / 48_000n;
      if (index === 5)
        for (const second of [0, 2, 4])
          track.cut(interval(second / 2, BigInt(second) * 1_000_000_000n, BigInt(second + 2) * 1_000_000_000n));
      for (const segment of track.push({
        ptsNs,
        dtsNs: ptsNs,
        durationNs: AAC_NS,
        keyFrame: true,
        data: Buffer.alloc(1),
      })) {
        runs.push(readRun(joined(segment)));
      }
    }
    expect(runs).to.have.length(3);
    let expected = (MEDIA_TIME_ORIGIN_NS * 48_000n) / 1_000_000_000n;
    for (const { decodeTime, samples } of runs) {
      expect(decodeTime).to.equal(expected);
      for (const { duration } of samples) expect(duration).to.equal(1024);
      expected += BigInt(samples.length) * 1024n;
      expect(Number(expected) % 96_000).to.satisfy((rest: number) => rest <= 512 || rest >= 96_000 - 512);
    }
  });

  it('answers a gap for an interval without a unit', () => {
    const track = new SampleTrack(90_000, 0n);
    track.cut(interval(0, 0n, 1_000_000_000n));
    const [segment] = track.push({ ...picture(0, 1), ptsNs: 2_000_000_000n, dtsNs: 2_000_000_000n });
    expect(segment?.body).to.deep.equal([]);
  });
});
