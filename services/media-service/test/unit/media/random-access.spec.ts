import { expect } from 'chai';

import { withParameterSets } from '../../../src/media/parameter-sets.js';
import { randomAccessOf } from '../../../src/media/random-access.js';
import type { VideoConfig } from '../../../src/media/units.js';

/** An access unit of NAL units that are given as hexadecimal text. */
function unitOf(...nals: string[]): Buffer {
  return Buffer.concat(
    nals.map((hex) => {
      const nal = Buffer.from(hex, 'hex');
      const length = Buffer.alloc(4);
      length.writeUInt32BE(nal.length);
      return Buffer.concat([length, nal]);
    }),
  );
}

const delimiter = '09f0';
/** Coded slices: first_mb_in_slice 0, then slice_type 7 (I) and 5 (P). */
const intraSlice = '618880';
const interSlice = '619a80';
/** SEI messages: a recovery point of 0 and of 3 frames; the second stands behind another message. */
const recoveryNow = '060601c480';
const recoveryLater = '06050211220601208080';

describe('randomAccessOf', () => {
  it('knows the entries of H.264', () => {
    expect(randomAccessOf('h264', unitOf(delimiter, '65888040'))).to.equal('closed');
    expect(randomAccessOf('h264', unitOf(delimiter, recoveryNow, intraSlice))).to.equal('open');
    expect(randomAccessOf('h264', unitOf(delimiter, recoveryLater, interSlice))).to.equal('gradual');
    expect(randomAccessOf('h264', unitOf(delimiter, intraSlice, intraSlice))).to.equal('intra');
    expect(randomAccessOf('h264', unitOf(delimiter, interSlice))).to.equal('none');
  });

  it('does not take a picture for intra because its first slice is', () => {
    expect(randomAccessOf('h264', unitOf(delimiter, intraSlice, interSlice))).to.equal('none');
  });

  it('knows the entries of H.265', () => {
    const slice = (type: number) => unitOf('460150', Buffer.from([type << 1, 1, 0xaf]).toString('hex'));
    const found = [0, 1, 8, 9, 16, 17, 18, 19, 20, 21].map((type) => randomAccessOf('h265', slice(type)));
    expect(found.slice(0, 4)).to.deep.equal(['none', 'none', 'none', 'none']);
    expect(found.slice(4)).to.deep.equal(['open', 'open', 'open', 'closed', 'closed', 'open']);
  });

  it('answers none for what is no access unit', () => {
    expect(randomAccessOf('h264', Buffer.from([0, 0, 9, 9, 0x65]))).to.equal('none');
    expect(randomAccessOf('h264', unitOf(delimiter))).to.equal('none');
    expect(randomAccessOf('h265', Buffer.alloc(0))).to.equal('none');
  });
});

describe('withParameterSets', () => {
  const config: VideoConfig = {
    codec: 'h264',
    decoderConfig: Buffer.from('014d401effe100046711223301000268aa', 'hex'),
    width: 16,
    height: 16,
    caps: '',
  };

  it('puts them behind the delimiter and changes nothing else', () => {
    const unit = unitOf(delimiter, '65888040');
    expect(withParameterSets(config, unit)).to.deep.equal(unitOf(delimiter, '67112233', '68aa', '65888040'));
    expect(withParameterSets(config, unitOf('65888040'))).to.deep.equal(unitOf('67112233', '68aa', '65888040'));
  });

  it('leaves a unit that brings its own', () => {
    const unit = unitOf(delimiter, '6744', '6855', '65888040');
    expect(withParameterSets(config, unit)).to.equal(unit);
  });

  it('adds what a unit does not bring, in front of what it does', () => {
    const unit = unitOf(delimiter, '6855', '65888040');
    expect(withParameterSets(config, unit)).to.deep.equal(unitOf(delimiter, '67112233', '68aa', '6855', '65888040'));
  });
});
