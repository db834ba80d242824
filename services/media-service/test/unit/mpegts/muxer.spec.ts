import { expect } from 'chai';

import type { ElementaryUnit } from '../../../src/ingest/demux/elementary.js';
import { TsDemuxer } from '../../../src/ingest/demux/ts-demuxer.js';
import { byteStream } from '../../../src/mpegts/byte-stream.js';
import { MPEGTS_START_NS, TsMuxer, type MuxedUnit } from '../../../src/mpegts/muxer.js';
import { PACKET_BYTES } from '../../../src/mpegts/packets.js';
import { AUDIO_PID, PAT_PID, PMT_PID, VIDEO_PID } from '../../../src/mpegts/tables.js';

const ms = (value: number): bigint => BigInt(Math.round(value * 1e6));
const FRAME_MS = 1024 / 48;

function read(bytes: Buffer): Map<string, ElementaryUnit[]> {
  const units = new Map<string, ElementaryUnit[]>();
  const demuxer = new TsDemuxer({
    onTracks: () => undefined,
    onUnit: ({ codec }, unit) => units.set(codec, [...(units.get(codec) ?? []), unit]),
  });
  demuxer.push(bytes);
  demuxer.end();
  return units;
}

function packetsOf(bytes: Buffer, pid: number): Buffer[] {
  const all = Array.from({ length: bytes.length / PACKET_BYTES }, (_, index) =>
    bytes.subarray(index * PACKET_BYTES, (index + 1) * PACKET_BYTES),
  );
  return all.filter((packet) => (packet.readUInt16BE(1) & 0x1fff) === pid);
}

/** Clock references of a stream, in milliseconds. */
function clocksMs(bytes: Buffer, pid: number): number[] {
  return packetsOf(bytes, pid)
    .filter((packet) => ((packet[3] ?? 0) & 0x20) !== 0 && (packet[4] ?? 0) >= 7 && ((packet[5] ?? 0) & 0x10) !== 0)
    .map((packet) => (packet.readUInt32BE(6) * 2 + ((packet[10] ?? 0) >> 7)) / 90);
}

/** Pictures and sound in the order of their times; one picture in `group` is a key frame. */
function programme(frames: number, frameMs: number, group: number): { track: 'picture' | 'sound'; unit: MuxedUnit }[] {
  const pictures = Array.from({ length: frames }, (_, index) => ({
    track: 'picture' as const,
    unit: {
      dtsNs: ms(index * frameMs),
      ptsNs: ms(index * frameMs + (index % group === 0 ? 0 : 2 * frameMs)),
      keyFrame: index % group === 0,
      unit: byteStream('h264', nal(index % group === 0 ? 5 : 1, 40 + 97 * (index % 31)), 4),
    },
  }));
  const sounds = Array.from({ length: Math.floor((frames * frameMs) / FRAME_MS) }, (_, index) => ({
    track: 'sound' as const,
    unit: { dtsNs: ms(index * FRAME_MS), ptsNs: ms(index * FRAME_MS), keyFrame: true, unit: [frame(index)] },
  }));
  return [...pictures, ...sounds].sort((a, b) => Number(a.unit.dtsNs - b.unit.dtsNs));
}

function nal(type: number, bytes: number): Buffer {
  const out = Buffer.alloc(4 + bytes, 0xa5);
  out.writeUInt32BE(bytes);
  out[4] = type;
  return out;
}

const frame = (index: number): Buffer => Buffer.alloc(100 + (index % 40), index & 0xff);

describe('TsMuxer', () => {
  it('gives every unit back with its times, to the tick', () => {
    const units = programme(120, 40, 12);
    const muxer = new TsMuxer('h264', 'es');
    const bytes = Buffer.concat(units.flatMap(({ track, unit }) => muxer[track](unit)));
    const found = read(bytes);
    // The demuxer chooses where times begin.
    const zeroNs = found.get('h264')?.[0]?.dtsNs ?? found.get('h264')?.[0]?.ptsNs ?? 0n;
    for (const [codec, track, head] of [
      ['h264', 'picture', 0],
      ['aac', 'sound', 7],
    ] as const) {
      const given = units.filter((each) => each.track === track).map(({ unit }) => unit);
      const back = found.get(codec) ?? [];
      expect(back.map(({ data }) => data.subarray(head).toString('hex'))).to.deep.equal(
        given.map(({ unit }) => Buffer.concat(unit).toString('hex')),
      );
      const offNs = (a: bigint | undefined, b: bigint): number => Number((a ?? 0n) - b - zeroNs);
      back.forEach((unit, index) => {
        expect(offNs(unit.ptsNs, given[index]?.ptsNs ?? 0n), codec).to.be.closeTo(0, 6000);
        expect(offNs(unit.dtsNs ?? unit.ptsNs, given[index]?.dtsNs ?? 0n), codec).to.be.closeTo(0, 6000);
      });
    }
    for (const pid of [PAT_PID, PMT_PID, VIDEO_PID, AUDIO_PID]) {
      const counters = packetsOf(bytes, pid)
        .filter((packet) => ((packet[3] ?? 0) & 0x10) !== 0)
        .map((packet) => (packet[3] ?? 0) & 15);
      expect(counters).to.deep.equal(counters.map((_, index) => index & 15));
    }
  });

  it('tells the clock and the tables often enough where pictures are rare, and never turns the clock back', () => {
    const units = programme(6, 1000, 6);
    const late = { dtsNs: ms(20), ptsNs: ms(20), keyFrame: true, unit: [frame(0)] };
    const muxer = new TsMuxer('h264', 'es');
    const bytes = Buffer.concat([...units.flatMap(({ track, unit }) => muxer[track](unit)), ...muxer.sound(late)]);
    const clocks = clocksMs(bytes, VIDEO_PID);
    const steps = clocks.slice(1).map((clock, index) => clock - (clocks[index] ?? 0));
    expect(Math.max(...steps)).to.be.at.most(40);
    expect(Math.min(...steps)).to.be.above(0);
    expect(clocks[0]).to.be.closeTo(Number(MPEGTS_START_NS) / 1e6 - 125, 0.1);
    expect(packetsOf(bytes, PAT_PID).length).to.be.at.least(45);
    expect(packetsOf(bytes, PMT_PID)).to.have.length(packetsOf(bytes, PAT_PID).length);
  });

  it('begins every entry with the tables', () => {
    const muxer = new TsMuxer('h264', 'es');
    for (const { track, unit } of programme(50, 33, 10)) {
      const [first] = muxer[track](unit);
      if (track === 'picture' && unit.keyFrame) expect((first?.readUInt16BE(1) ?? 0) & 0x1fff).to.equal(PAT_PID);
    }
  });

  it('holds sound alone, with its own clock', () => {
    const muxer = new TsMuxer(undefined, 'es');
    const sounds = programme(50, 40, 10).filter(({ track }) => track === 'sound');
    const bytes = Buffer.concat(sounds.flatMap(({ unit }) => muxer.sound(unit)));
    expect(read(bytes).get('aac')).to.have.length(sounds.length);
    expect(packetsOf(bytes, VIDEO_PID)).to.have.length(0);
    const clocks = clocksMs(bytes, AUDIO_PID);
    expect(clocks.length).to.be.at.least(20);
  });

  it('counts times in 33 bits, through their wrap', () => {
    const atNs = (2n ** 33n * 1_000_000_000n) / 90_000n - MPEGTS_START_NS;
    const muxer = new TsMuxer('h264', 'es');
    const bytes = [-80, -40, 0, 40].flatMap((offset) => {
      const timeNs = atNs + ms(offset);
      return muxer.picture({ ptsNs: timeNs, dtsNs: timeNs, keyFrame: true, unit: byteStream('h264', nal(5, 300), 4) });
    });
    const times =
      read(Buffer.concat(bytes))
        .get('h264')
        ?.map(({ ptsNs }) => Number(ptsNs) / 1e6) ?? [];
    expect(times.slice(1).map((time, index) => Math.round(time - (times[index] ?? 0)))).to.deep.equal([40, 40, 40]);
  });
});

describe('byteStream', () => {
  it('puts a delimiter in front of pictures that have none, and start codes for lengths of any size', () => {
    const slices = Buffer.from([0, 2, 0x65, 1, 0, 3, 0x65, 2, 3]);
    const bytes = Buffer.concat(byteStream('h264', slices, 2));
    expect(bytes.toString('hex')).to.equal('0000000109f0_000000016501_00000001650203'.replaceAll('_', ''));
    const delimited = Buffer.from([0, 0, 0, 2, 0x09, 0x10, 0, 0, 0, 2, 0x41, 7]);
    expect(Buffer.concat(byteStream('h264', delimited, 4)).toString('hex')).to.equal(
      '000000010910_000000014107'.replaceAll('_', ''),
    );
    const behind = Buffer.from([0, 0, 0, 2, 0x06, 5, 0, 0, 0, 2, 0x09, 0x10, 0, 0, 0, 2, 0x65, 7]);
    expect(Buffer.concat(byteStream('h264', behind, 4)).toString('hex')).to.equal(
      '000000010910_000000010605_000000016507'.replaceAll('_', ''),
    );
    const hevc = Buffer.from([0, 0, 0, 3, 0x26, 0x01, 9]);
    expect(Buffer.concat(byteStream('h265', hevc, 4)).toString('hex')).to.equal(
      '00000001460150_00000001260109'.replaceAll('_', ''),
    );
  });

  it('refuses what is no access unit', () => {
    expect(() => byteStream('h264', Buffer.from([0, 0, 0, 9, 0x65]), 4))
      .to.throw()
      .with.property('code', 'NAL_INVALID');
  });
});
