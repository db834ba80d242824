import { expect } from 'chai';

import { DecodeTimes } from '../../../../src/ingest/picture/decode-times.js';

const FRAME_NS = 40_000_000n;

describe('DecodeTimes', () => {
  it('grow, never pass the presentation time, and start early by the reorder depth', () => {
    // I0 P3 B1 B2 P6 B4 B5 …, a depth of 1 as B pictures are not referred to.
    const order = [0n, 3n, 1n, 2n, 6n, 4n, 5n, 9n, 7n, 8n];
    const times = new DecodeTimes(1);
    const decoded = order.map((at) => times.next(at * FRAME_NS, FRAME_NS));
    expect(decoded[0]).to.equal(-FRAME_NS);
    decoded.forEach((time, index) => {
      expect(time <= (order[index] as bigint) * FRAME_NS).to.equal(true);
      if (index > 0) expect(time > (decoded[index - 1] as bigint)).to.equal(true);
    });
  });

  it('are the presentation times where nothing is reordered', () => {
    const times = new DecodeTimes(0);
    expect([0n, 1n, 2n].map((at) => times.next(at, 1n))).to.deep.equal([0n, 1n, 2n]);
  });
});
