import { expect } from 'chai';

import { rolesOf } from '../../../src/ingest/track-choice.js';
import { SoundOrder } from '../../../src/ingest/sound-order.js';

describe('rolesOf', () => {
  it("takes the first track without a part of its own as the programme's sound", () => {
    expect([...rolesOf({})]).to.deep.equal([['main', 1]]);
    expect(Object.fromEntries(rolesOf({ commentary: 1 }))).to.deep.equal({ main: 2, commentary: 1 });
    expect(Object.fromEntries(rolesOf({ commentary: 2, bed: 1 }))).to.deep.equal({ main: 3, commentary: 2, bed: 1 });
  });
});

describe('SoundOrder', () => {
  it('numbers tracks by payload type once all have appeared, and loses no packet', () => {
    let nowMs = 0;
    const given: string[] = [];
    const order = new SoundOrder(
      (track, packet) => {
        given.push(`${track}:${packet.kind === 'event' ? 'start' : packet.kind}`);
        return undefined;
      },
      () => nowMs,
    );
    const start = (payloadType: number) =>
      ({
        kind: 'event',
        event: 'stream-start',
        text: `GstEventStreamStart, stream-id=(string)abc/audio:0:0:RTP:AVP:${payloadType}, flags=0;`,
      }) as const;
    void order.push(1, start(98));
    void order.push(2, start(97));
    void order.push(1, { kind: 'caps', caps: 'audio/x-raw' });
    expect(given).to.deep.equal([]);
    nowMs = 2000;
    void order.push(2, { kind: 'caps', caps: 'audio/x-raw' });
    void order.push(1, { kind: 'caps', caps: 'audio/x-raw' });
    expect(given).to.deep.equal(['1:start', '1:caps', '2:start', '2:caps', '2:caps']);
  });
});
