import { expect } from 'chai';

import { PacketPort } from '../../../src/gst/packet-port.js';

describe('PacketPort', () => {
  let pushed: string[];
  const port = { push: (buffer: Buffer) => void pushed.push(buffer.toString()), levelBytes: () => 5 };

  beforeEach(() => {
    pushed = [];
  });

  it('pushes what comes in one call as one, and counts it until then', async () => {
    const packets = new PacketPort(port);
    for (const text of ['a', 'bc', 'd']) packets.push(Buffer.from(text));
    expect(pushed).to.deep.equal([]);
    expect(packets.levelBytes()).to.equal(9);
    await Promise.resolve();
    expect(pushed).to.deep.equal(['abcd']);
    expect(packets.levelBytes()).to.equal(5);
    packets.push(Buffer.from('e'));
    await Promise.resolve();
    expect(pushed).to.deep.equal(['abcd', 'e']);
  });

  it('holds packets as long as it is told to, but not many bytes, and no longer than until a flush', async () => {
    const packets = new PacketPort(port, 60_000);
    packets.push(Buffer.from('a'));
    await Promise.resolve();
    packets.push(Buffer.from('b'));
    expect(pushed).to.deep.equal([]);
    packets.flush();
    packets.flush();
    expect(pushed).to.deep.equal(['ab']);
    packets.push(Buffer.alloc(300_000, 'c'));
    expect(pushed).to.have.length(2);
  });
});
