import { expect } from 'chai';

import { GDP_HEADER_BYTES, type GdpPacket } from '../../../src/gst/gdp-packet.js';
import { GdpReader } from '../../../src/gst/gdp-reader.js';
import { gdpBuffer, gdpEos, gdpStreamHead } from '../../../src/gst/gdp-writer.js';

/** Written by `audiotestsrc num-buffers=1 ! gdppay crc-header=false ! filesink`, GStreamer 1.22: the buffer's header. */
const headerOfGStreamer =
  '0100000000010000004000000000000000000000000000051615000000000000000000000000000000100040ffffffffffffffff00000000000000000000';

describe('GDP', () => {
  const unit = { ptsNs: 66_666_666n, dtsNs: 33_333_333n, durationNs: 33_333_333n, data: Buffer.from('a picture') };

  it('reads what gdppay writes', () => {
    const [packet] = new GdpReader().push(Buffer.concat([Buffer.from(headerOfGStreamer, 'hex'), Buffer.alloc(64)]));
    expect(packet).to.deep.include({ kind: 'buffer', ptsNs: 0n, durationNs: 333_333n, dtsNs: undefined, flags: 0x40 });
    expect(packet?.kind === 'buffer' && packet.payload.length).to.equal(64);
  });

  it('brings times and the delta flag back', () => {
    const [packet] = new GdpReader().push(gdpBuffer({ ...unit, deltaUnit: true }));
    expect(packet).to.deep.equal({
      kind: 'buffer',
      ptsNs: unit.ptsNs,
      dtsNs: unit.dtsNs,
      durationNs: unit.durationNs,
      flags: 1 << 13,
      payload: unit.data,
    });
  });

  it('costs no copy where a packet comes whole', () => {
    const bytes = gdpBuffer(unit);
    const [packet] = new GdpReader().push(bytes);
    expect(packet?.kind === 'buffer' && packet.payload.buffer).to.equal(bytes.buffer);
  });

  it('puts split and merged packets together', () => {
    const bytes = Buffer.concat([...gdpStreamHead('s', 'video/x-h264, width=(int)640'), gdpBuffer(unit), gdpEos()]);
    for (const size of [1, 7, GDP_HEADER_BYTES, 1000, bytes.length]) {
      const reader = new GdpReader();
      const packets: GdpPacket[] = [];
      for (let at = 0; at < bytes.length; at += size) packets.push(...reader.push(bytes.subarray(at, at + size)));
      expect(packets.map((packet) => (packet.kind === 'event' ? packet.event : packet.kind))).to.deep.equal([
        'stream-start',
        'caps',
        'segment',
        'buffer',
        'eos',
      ]);
      expect(packets[1]).to.deep.equal({ kind: 'caps', caps: 'video/x-h264, width=(int)640' });
    }
  });

  it('refuses what is not GDP', () => {
    expect(() => new GdpReader().push(Buffer.alloc(200, 7)))
      .to.throw()
      .with.property('code', 'GDP_INVALID');
    const unknown = gdpBuffer(unit);
    unknown.writeUInt16BE(9, 4);
    expect(() => new GdpReader().push(unknown))
      .to.throw()
      .with.property('code', 'GDP_INVALID');
  });
});
