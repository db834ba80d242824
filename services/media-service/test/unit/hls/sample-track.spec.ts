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

const videoTrack = () => new SampleTrack({ timescale: 90_000, toleranceNs: 0n, measuredBy: 'cuts' });

describe('SampleTrack', () => {
  it('closes a segment before the key frame that starts the next, with exact times', () => {
    const track = videoTrack();
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
    const track = videoTrack();
    for (let index = 0; index < 4; index += 1) track.push(picture(index, 4));
    track.cut(interval(0, FRAME_NS, 10_000_000_000n));
    const bytes = joined(track.expire(10_000_000_000n)[0]);
    const [styp, moof, mdat] = readBoxes(bytes);
    expect([styp?.type, moof?.type, mdat?.type]).to.deep.equal(['styp', 'moof', 'mdat']);
    const moofStart = (styp?.body.length ?? 0) + 8;
    const dataStart = moofStart + readRun(bytes).dataOffset;
    expect([...bytes.subarray(dataStart)]).to.deep.equal([0, 1, 2, 3]);
    expect(boxAt(bytes, 'moof/mfhd').readUInt32BE(4)).to.equal(1);
  });

  it('cuts sound at the frame edge nearest to the cut, without losing or shifting a sample', () => {
    const track = new SampleTrack({ timescale: 48_000, toleranceNs: AAC_NS / 2n, measuredBy: 'samples' });
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
        // As long as its samples, to the microsecond that a playlist has room for.
        expect(segment.durationMs).to.be.closeTo(((runs.at(-1)?.samples.length ?? 0) * 1024) / 48, 0.001);
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
    const track = videoTrack();
    track.cut(interval(0, 0n, 1_000_000_000n));
    const [segment] = track.push({ ...picture(0, 1), ptsNs: 2_000_000_000n, dtsNs: 2_000_000_000n });
    expect(segment?.body).to.deep.equal([]);
  });

  it('knows which segments can be decoded by themselves', () => {
    const track = videoTrack();
    const unit = (ptsMs: number, dtsMs: number, keyFrame: boolean): TimedUnit => ({
      ptsNs: BigInt(ptsMs) * 1_000_000n,
      dtsNs: BigInt(dtsMs) * 1_000_000n,
      durationNs: 40_000_000n,
      keyFrame,
      data: Buffer.alloc(1),
    });
    track.cut(interval(0, 80_000_000n, 200_000_000n));
    track.cut(interval(1, 200_000_000n, 320_000_000n));
    track.cut(interval(2, 320_000_000n, 440_000_000n));
    const closed = [unit(80, 0, true), unit(160, 40, false), unit(120, 80, false)];
    // The picture that is shown before its key frame needs the segment before.
    const open = [unit(240, 120, true), unit(200, 160, false), unit(280, 200, false)];
    const noKey = [unit(360, 240, false), unit(320, 280, false), unit(480, 320, true)];
    const segments = [...closed, ...open, ...noKey].flatMap((each) => track.push(each));
    expect(segments.map(({ independent }) => independent)).to.deep.equal([true, false, false]);
  });

  it('closes what a track that has stopped still owes, with what is there', () => {
    const track = videoTrack();
    track.push(picture(0, 10));
    track.cut(interval(0, 0n, 2_000_000_000n));
    track.cut(interval(1, 2_000_000_000n, 4_000_000_000n));
    track.cut(interval(2, 4_000_000_000n, 6_000_000_000n));
    const segments = track.expire(4_000_000_000n);
    expect(segments.map(({ body }) => body.length > 0)).to.deep.equal([true, false]);
    expect(track.expire(4_000_000_000n)).to.deep.equal([]);
  });
});
