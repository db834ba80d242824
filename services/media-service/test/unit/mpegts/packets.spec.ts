import { expect } from 'chai';

import { clockPacket, PACKET_BYTES, packetsOf, unitPackets, type UnitStart } from '../../../src/mpegts/packets.js';

interface Packet {
  readonly starts: boolean;
  readonly pid: number;
  readonly counter: number;
  readonly field: Buffer;
  readonly payload: Buffer;
}

/** Takes packets apart by the letter of ISO/IEC 13818-1, 2.4.3.2. */
function packetsIn(bytes: Buffer): Packet[] {
  expect(bytes.length % PACKET_BYTES).to.equal(0);
  return Array.from({ length: bytes.length / PACKET_BYTES }, (_, index) => {
    const packet = bytes.subarray(index * PACKET_BYTES, (index + 1) * PACKET_BYTES);
    expect(packet[0]).to.equal(0x47);
    const control = (packet[3] ?? 0) >> 4;
    const fieldEnd = (control & 2) === 0 ? 4 : 5 + (packet[4] ?? 0);
    return {
      starts: (packet.readUInt16BE(1) & 0x4000) !== 0,
      pid: packet.readUInt16BE(1) & 0x1fff,
      counter: (packet[3] ?? 0) & 15,
      field: packet.subarray(Math.min(5, fieldEnd), fieldEnd),
      payload: (control & 1) === 0 ? Buffer.alloc(0) : packet.subarray(fieldEnd),
    };
  });
}

const clockOf = (field: Buffer): number => field.readUInt32BE(1) * 2 + ((field[5] ?? 0) >> 7);

describe('unitPackets', () => {
  const starts: readonly UnitStart[] = [{}, { randomAccess: true }, { randomAccess: true, pcr: 2 ** 33 - 1 }];

  it('holds units of every length whole, whatever their beginning says', () => {
    for (const start of starts) {
      for (let length = 1; length <= 3 * PACKET_BYTES; length += 1) {
        const unit = Buffer.from(Array.from({ length }, (_, index) => (index * 7 + length) & 0xff));
        const cut = Math.floor(length / 3);
        const packets = packetsIn(unitPackets(0x123, 14, [unit.subarray(0, cut), unit.subarray(cut)], start));
        expect(packets).to.have.length(packetsOf(length, start));
        expect(Buffer.concat(packets.map(({ payload }) => payload)).equals(unit), String(length)).to.equal(true);
        expect(packets.map((packet) => packet.starts)).to.deep.equal(packets.map((_, index) => index === 0));
        expect(packets.map(({ counter }) => counter)).to.deep.equal(packets.map((_, index) => (14 + index) & 15));
        expect(packets.every(({ pid }) => pid === 0x123)).to.equal(true);
        expect((packets[0]?.field[0] ?? 0) & 0x40).to.equal(start.randomAccess === true ? 0x40 : 0);
        if (start.pcr !== undefined) expect(clockOf(packets[0]?.field ?? Buffer.alloc(0))).to.equal(start.pcr);
      }
    }
  });

  it('tells the time in a packet without a payload', () => {
    const [packet] = packetsIn(clockPacket(0x100, 9, { pcr: 4_294_967_297 }));
    expect(packet?.payload).to.have.length(0);
    expect(packet?.counter).to.equal(9);
    expect(packet?.field[0]).to.equal(0x10);
    expect(clockOf(packet?.field ?? Buffer.alloc(0))).to.equal(4_294_967_297);
  });
});
