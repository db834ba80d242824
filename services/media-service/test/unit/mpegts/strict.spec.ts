import { expect } from 'chai';

import { byteStream } from '../../../src/mpegts/byte-stream.js';
import { TsMuxer, type MuxedUnit } from '../../../src/mpegts/muxer.js';
import { AUDIO_PID, VIDEO_PID } from '../../../src/mpegts/tables.js';
import { checkTransportStream, type TransportReport } from '../../support/mpegts/check.js';

const FRAME_MS = 1024 / 48;
const PICTURES = 60;
const ns = (ms: number): bigint => BigInt(Math.round(ms * 1e6));
const sets = { h264: ['67112233', '68aa'], h265: ['4001aa', '4201bb', '4401cc'] };
const slices = { h264: ['65', '41'], h265: ['2601', '0201'] };

type Codec = keyof typeof sets;
type Timed = { readonly track: 'picture' | 'sound'; readonly unit: MuxedUnit };

/** An entry every 12 pictures; the pictures between are shown one later than they are decoded. Sizes up to beyond 64 KiB. */
function pictures(codec: Codec, frameMs: number, fromMs = 0): Timed[] {
  return Array.from({ length: PICTURES }, (_, index) => {
    const keyFrame = index % 12 === 0;
    const slice = Buffer.from(
      (slices[codec][keyFrame ? 0 : 1] ?? '') + 'a5'.repeat(keyFrame ? 70_000 : 21 + 311 * (index % 7)),
      'hex',
    );
    const nals = [...(keyFrame ? sets[codec].map((set) => Buffer.from(set, 'hex')) : []), slice];
    const unit = byteStream(codec, lengthPrefixed(nals), 4);
    const dtsMs = fromMs + index * frameMs;
    return {
      track: 'picture',
      unit: { dtsNs: ns(dtsMs), ptsNs: ns(dtsMs + (keyFrame ? 0 : frameMs)), keyFrame, unit },
    };
  });
}

function sounds(untilMs: number, fromMs = 0): Timed[] {
  return Array.from({ length: Math.floor((untilMs - fromMs) / FRAME_MS) }, (_, index) => {
    const timeNs = ns(fromMs + index * FRAME_MS);
    // Of lengths around what fills two packets.
    const unit = [Buffer.alloc(325 + (index % 60), index)];
    return { track: 'sound', unit: { dtsNs: timeNs, ptsNs: timeNs, keyFrame: true, unit } };
  });
}

function lengthPrefixed(nals: readonly Buffer[]): Buffer {
  return Buffer.concat(
    nals.flatMap((nal) => [Buffer.from([0, nal.length >> 16, (nal.length >> 8) & 255, nal.length & 255]), nal]),
  );
}

function muxed(codec: Codec | undefined, units: readonly Timed[], shiftNs = 0n): TransportReport {
  const muxer = new TsMuxer(codec, 'es');
  const bytes = [...units]
    .sort((a, b) => Number(a.unit.dtsNs - b.unit.dtsNs))
    .flatMap(({ track, unit }) => muxer[track]({ ...unit, dtsNs: unit.dtsNs + shiftNs, ptsNs: unit.ptsNs + shiftNs }));
  return checkTransportStream(Buffer.concat(bytes));
}

describe('TsMuxer, as a strict decoder reads it', () => {
  for (const codec of ['h264', 'h265'] as const) {
    for (const frameMs of codec === 'h265' ? [1001 / 24] : [1000 / 50, 1001 / 30, 1000 / 25, 1001 / 24, 1000 / 8]) {
      it(`is without fault: ${codec} at ${(1000 / frameMs).toFixed(2)} pictures per second`, () => {
        const found = muxed(codec, [...pictures(codec, frameMs), ...sounds(PICTURES * frameMs)]);
        expect(found.faults).to.deep.equal([]);
        expect(found.leadMs.least).to.be.above(80);
        expect(found.units.get(VIDEO_PID)?.filter(({ randomAccess }) => randomAccess)).to.have.length(5);
        expect(found.languages.get(AUDIO_PID)).to.equal('spa');
        expect(found.discontinuities).to.equal(1);
      });
    }
  }

  it('is without fault where there is sound alone, a picture alone, and through the wrap of 33 bits', () => {
    expect(muxed(undefined, sounds(2000)).faults).to.deep.equal([]);
    expect(muxed('h264', pictures('h264', 40)).faults).to.deep.equal([]);
    const wrapNs = (2n ** 33n * 100_000n) / 9n - 2_000_000_000n;
    const wrapping = muxed('h264', [...pictures('h264', 40), ...sounds(2400)], wrapNs);
    expect(wrapping.faults).to.deep.equal([]);
    const times = wrapping.units.get(VIDEO_PID)?.map(({ pts }) => pts) ?? [];
    expect(Math.max(...times) - Math.min(...times)).to.be.above(2 ** 32);
  });

  it('marks the place of a hole, and no other', () => {
    const parts = [...pictures('h264', 40), ...sounds(2400), ...pictures('h264', 40, 9000), ...sounds(11_400, 9000)];
    const found = muxed('h264', parts);
    expect(found.faults).to.deep.equal([]);
    expect(found.discontinuities).to.equal(2);
  });

  it('gives the program another version with another kind of picture', () => {
    const versions = [
      muxed('h264', pictures('h264', 40)),
      muxed('h265', pictures('h265', 40)),
      muxed(undefined, sounds(500)),
    ].map(({ pmtVersions }) => pmtVersions.join());
    expect(new Set(versions).size).to.equal(3);
  });
});
