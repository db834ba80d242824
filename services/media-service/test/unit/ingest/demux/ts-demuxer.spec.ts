import { expect } from 'chai';

import type { ElementaryTrack, ElementaryUnit } from '../../../../src/ingest/demux/elementary.js';
import { TsDemuxer } from '../../../../src/ingest/demux/ts-demuxer.js';
import { crc32 } from '../../../../src/mpegts/crc32.js';

const PMT_PID = 0x100;
const VIDEO_PID = 0x101;
const AUDIO_PID = 0x102;

/** Writes one programme packet by packet. */
class Writer {
  readonly #counters = new Map<number, number>();

  packets(pid: number, payload: Buffer, lose = -1): Buffer {
    const packets: Buffer[] = [];
    for (let at = 0; at < payload.length; at += 184) {
      const piece = payload.subarray(at, at + 184);
      const counter = this.#counters.get(pid) ?? 0;
      this.#counters.set(pid, (counter + 1) & 15);
      const stuffing = 184 - piece.length;
      const head = Buffer.from([
        0x47,
        (at === 0 ? 0x40 : 0) | (pid >> 8),
        pid & 0xff,
        (stuffing > 0 ? 0x30 : 0x10) | counter,
      ]);
      const field = stuffing === 0 ? Buffer.alloc(0) : Buffer.alloc(stuffing, 0xff);
      if (stuffing > 0) field[0] = stuffing - 1;
      if (stuffing > 1) field[1] = 0;
      packets.push(Buffer.concat([head, field, piece]));
    }
    return Buffer.concat(packets.filter((_, index) => index !== lose));
  }

  tables(streams: readonly (readonly [type: number, pid: number])[], version = 0): Buffer {
    const pat = section(0, 1, version, Buffer.from([0, 1, 0xe0 | (PMT_PID >> 8), PMT_PID & 0xff]));
    const entries = streams.map(([type, pid]) => Buffer.from([type, 0xe0 | (pid >> 8), pid & 0xff, 0xf0, 0]));
    const pmt = section(2, 1, version, Buffer.concat([Buffer.from([0xff, 0xff, 0xf0, 0]), ...entries]));
    return Buffer.concat([this.packets(0, pat), this.packets(PMT_PID, pmt)]);
  }

  pes(pid: number, streamId: number, pts: number, data: Buffer, lose = -1): Buffer {
    const time = Buffer.from([
      0x21 | (Math.floor(pts / 2 ** 30) << 1),
      (pts / 2 ** 22) & 0xff,
      (((pts / 2 ** 15) & 0x7f) << 1) | 1,
      (pts / 2 ** 7) & 0xff,
      ((pts & 0x7f) << 1) | 1,
    ]);
    const length = streamId === 0xe0 ? 0 : 8 + data.length;
    const head = Buffer.from([0, 0, 1, streamId, length >> 8, length & 0xff, 0x80, 0x80, 5]);
    return this.packets(pid, Buffer.concat([head, time, data]), lose);
  }
}

function section(table: number, id: number, version: number, body: Buffer): Buffer {
  const length = 5 + body.length + 4;
  const head = Buffer.from([table, 0xb0 | (length >> 8), length & 0xff, 0, id, 0xc1 | (version << 1), 0, 0]);
  const bytes = Buffer.concat([head, body, Buffer.alloc(4)]);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, -4)), bytes.length - 4);
  return Buffer.concat([Buffer.from([0]), bytes]);
}

describe('TsDemuxer', () => {
  let tracks: (readonly ElementaryTrack[])[];
  let units: { codec: string; unit: ElementaryUnit }[];
  let demuxer: TsDemuxer;
  let writer: Writer;

  beforeEach(() => {
    tracks = [];
    units = [];
    writer = new Writer();
    demuxer = new TsDemuxer({
      onTracks: (each) => tracks.push(each),
      onUnit: ({ codec }, unit) => units.push({ codec, unit }),
    });
  });

  const both = [
    [0x1b, VIDEO_PID],
    [0x0f, AUDIO_PID],
  ] as const;
  const bytesOf = (codec: string): string[] =>
    units.filter((each) => each.codec === codec).map(({ unit }) => `${unit.data.length}:${unit.data[0]}`);

  it('finds tracks in the order of the map, however the bytes are cut', () => {
    const stream = Buffer.concat([
      Buffer.from('no packet at all'),
      writer.tables(both),
      writer.pes(VIDEO_PID, 0xe0, 90_000, Buffer.alloc(500, 1)),
      writer.pes(AUDIO_PID, 0xc0, 90_000, Buffer.alloc(300, 2)),
      writer.pes(VIDEO_PID, 0xe0, 93_600, Buffer.alloc(200, 3)),
    ]);
    for (let at = 0; at < stream.length; at += 77) demuxer.push(stream.subarray(at, at + 77));
    demuxer.end();
    expect(tracks.map((each) => each.map(({ codec }) => codec))).to.deep.equal([['h264', 'aac']]);
    expect(bytesOf('h264')).to.deep.equal(['500:1', '200:3']);
    expect(bytesOf('aac')).to.deep.equal(['300:2']);
    const [first, , second] = units.toSorted((a, b) => Number((a.unit.ptsNs ?? 0n) - (b.unit.ptsNs ?? 0n)));
    expect((second?.unit.ptsNs ?? 0n) - (first?.unit.ptsNs ?? 0n)).to.equal(40_000_000n);
  });

  it('gives LATM as ADTS, and as it is where ADTS has no words for it', () => {
    const latm = [[0x11, AUDIO_PID]] as const;
    // One element each: AAC-LC at 48 kHz; the same in frames of 960 samples, which no ADTS has.
    const plain = Buffer.from('56e009200011900fe0000000', 'hex');
    const foreign = Buffer.from(plain);
    foreign.writeUInt8(0x94, 6);
    demuxer.push(writer.tables(latm));
    demuxer.push(writer.pes(AUDIO_PID, 0xc0, 90_000, plain));
    expect(tracks.at(-1)?.[0]?.caps).to.contain('stream-format=adts');
    for (const pts of [91_920, 93_840]) demuxer.push(writer.pes(AUDIO_PID, 0xc0, pts, foreign));
    expect(tracks.at(-1)?.[0]?.caps).to.contain('stream-format=loas');
    expect(units.slice(-2).map(({ unit }) => unit.data.toString('hex'))).to.deep.equal([
      foreign.toString('hex'),
      foreign.toString('hex'),
    ]);
    const before = tracks.length;
    demuxer.push(writer.tables(latm, 1));
    expect(tracks.slice(before).map(([track]) => track?.caps)).to.deep.equal([tracks.at(before - 1)?.[0]?.caps]);
  });

  it('leaves out what lost a piece, and nothing else', () => {
    demuxer.push(writer.tables(both));
    demuxer.push(writer.pes(VIDEO_PID, 0xe0, 90_000, Buffer.alloc(500, 1)));
    demuxer.push(writer.pes(VIDEO_PID, 0xe0, 93_600, Buffer.alloc(900, 2), 2));
    demuxer.push(writer.pes(VIDEO_PID, 0xe0, 97_200, Buffer.alloc(500, 3)));
    demuxer.end();
    expect(bytesOf('h264')).to.deep.equal(['500:1', '500:3']);
  });

  it('takes a packet once that is sent twice', () => {
    demuxer.push(writer.tables(both));
    const packets = writer.pes(AUDIO_PID, 0xc0, 90_000, Buffer.alloc(300, 2));
    for (let at = 0; at < packets.length; at += 188) {
      demuxer.push(packets.subarray(at, at + 188));
      demuxer.push(packets.subarray(at, at + 188));
    }
    expect(bytesOf('aac')).to.deep.equal(['300:2']);
  });

  it('takes a source that starts anew for no repetition, whatever number it starts with', () => {
    for (let pictures = 1; pictures <= 16; pictures += 1) {
      units = [];
      const other = new TsDemuxer({
        onTracks: () => undefined,
        onUnit: ({ codec }, unit) => units.push({ codec, unit }),
      });
      for (const round of [1, 2]) {
        const again = new Writer();
        other.push(again.tables(both));
        for (let at = 0; at < pictures; at += 1) {
          other.push(again.pes(VIDEO_PID, 0xe0, 90_000 * round + at * 3600, Buffer.alloc(100, round)));
        }
      }
      other.end();
      expect(units).to.have.length(2 * pictures);
    }
  });

  it('goes on through a wrap', () => {
    demuxer.push(writer.tables(both));
    for (const pts of [2 ** 33 - 3600, 0, 3600]) {
      demuxer.push(writer.pes(AUDIO_PID, 0xc0, pts, Buffer.alloc(100, 2)));
    }
    const times = units.map(({ unit }) => unit.ptsNs ?? 0n);
    expect(times.map((time) => time - (times[0] ?? 0n))).to.deep.equal([0n, 40_000_000n, 80_000_000n]);
  });

  it('follows a programme that changes', () => {
    demuxer.push(writer.tables(both));
    demuxer.push(writer.pes(AUDIO_PID, 0xc0, 90_000, Buffer.alloc(100, 1)));
    demuxer.push(
      writer.tables(
        [
          [0x24, VIDEO_PID],
          [0x81, 0x1ab],
        ],
        1,
      ),
    );
    demuxer.push(writer.pes(0x1ab, 0xbd, 93_600, Buffer.alloc(100, 2)));
    expect(tracks.at(-1)?.map(({ codec }) => codec)).to.deep.equal(['h265', 'ac3']);
    expect(bytesOf('ac3')).to.deep.equal(['100:2']);
  });

  it('refuses what is no transport stream', () => {
    expect(() => demuxer.push(Buffer.alloc(2 * 1024 * 1024, 1)))
      .to.throw()
      .with.property('code', 'INPUT_NOT_MEDIA');
  });
});
