import { expect } from 'chai';
import { decodeAmf0, encodeAmf0 } from '../../../src/flv/amf0.js';
import { readFlv } from '../../../src/flv/read.js';
import { TAG_AUDIO, TAG_VIDEO, compositionOffsetMs, isKeyFrame, isSequenceHeader } from '../../../src/flv/tag.js';
import { writeFlv } from '../../../src/flv/write.js';

const tags = [
  { type: TAG_VIDEO, timestampMs: 0, body: Buffer.from([0x17, 0, 0, 0, 0]) },
  { type: TAG_VIDEO, timestampMs: 33, body: Buffer.from([0x17, 1, 0, 0, 67, 9]) },
  { type: TAG_AUDIO, timestampMs: 0x1234567, body: Buffer.from([0xaf, 1, 2]) },
];

describe('FLV', () => {
  it('reads what it writes, with times over 24 bits', () => {
    expect(readFlv(writeFlv(tags))).to.deep.equal(tags);
  });

  it('drops a tag that is cut off', () => {
    expect(readFlv(writeFlv(tags).subarray(0, -5))).to.have.length(2);
  });

  it('refuses other files by name of the field', () => {
    expect(() => readFlv(Buffer.from('RIFF1234')))
      .to.throw()
      .that.includes({ code: 'FLV_INVALID', field: 'signature' });
  });

  it('tells headers, key frames and composition offsets', () => {
    expect(tags.map(isSequenceHeader)).to.deep.equal([true, false, false]);
    expect(tags.map(isKeyFrame)).to.deep.equal([true, true, false]);
    expect(compositionOffsetMs(tags[1] ?? { type: 0, timestampMs: 0, body: Buffer.alloc(8) })).to.equal(67);
  });
});

describe('AMF0', () => {
  it('reads what it writes', () => {
    const values = ['connect', 1, { app: 'live', nested: { ok: true } }, null, undefined, false];
    expect(decodeAmf0(encodeAmf0(values))).to.deep.equal(values);
  });

  it('keeps what came before a type that it does not know', () => {
    expect(decodeAmf0(Buffer.concat([encodeAmf0(['a', 2]), Buffer.from([17, 1])]))).to.deep.equal(['a', 2]);
  });
});
