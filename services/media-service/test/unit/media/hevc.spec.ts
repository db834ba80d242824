import { expect } from 'chai';

import { codecName, parseDecoderConfig } from '../../../src/media/decoder-config.js';
import { hevcCodecName, parseHevcConfig } from '../../../src/media/hevc-config.js';
import { parseHevcSps } from '../../../src/media/hevc-sps.js';
import { isVcl, nalType } from '../../../src/media/nal.js';

/** Of x265, 320x180 with two B pictures, and 480x270 without any. */
const main = Buffer.from(
  '0101600000009000000000003cf000fcfdf8f800000f03a00001001840010c01ffff01600000030090000003000003003c959009a10001002b' +
    '42010101600000030090000003000003003ca00a080c1f3e595912930bc05a020000030002000003003210a2000100064401c073c189',
  'hex',
);
const noReordering = Buffer.from(
  '0101600000009000000000003ff000fcfdf8f800000f03a00001001840010c01ffff01600000030090000003000003003fba0240a100010029' +
    '42010101600000030090000003000003003fa00f080447d65ba4a4c2f0168080000003008000000c84a2000100064401c073c189',
  'hex',
);

const parameterSetTypes = [32, 33, 34];

describe('H.265', () => {
  it('reads the decoder configuration', () => {
    const { lengthBytes, vps, sps, pps } = parseHevcConfig(main);
    expect(lengthBytes).to.equal(4);
    expect([...vps, ...sps, ...pps].map((nal) => nalType(nal, 'h265'))).to.deep.equal(parameterSetTypes);
    const { parameterSets, reorderDepth } = parseDecoderConfig('h265', main);
    expect(parameterSets.map((nal) => nalType(nal, 'h265'))).to.deep.equal(parameterSetTypes);
    expect(reorderDepth).to.equal(2);
  });

  it('refuses a cut configuration at every length', () => {
    for (let length = 0; length < main.length; length += 1) {
      expect(() => parseHevcConfig(main.subarray(0, length)), String(length))
        .to.throw()
        .with.property('code', 'H265_INVALID');
    }
  });

  it('finds the size that is shown and the reorder depth', () => {
    expect(parseHevcSps(parseHevcConfig(main).sps[0] as Buffer)).to.deep.equal({
      width: 320,
      height: 180,
      reorderDepth: 2,
    });
    expect(parseHevcSps(parseHevcConfig(noReordering).sps[0] as Buffer)).to.deep.equal({
      width: 480,
      height: 270,
      reorderDepth: 0,
    });
  });

  it('survives parameter sets that are cut anywhere', () => {
    const sps = parseHevcConfig(main).sps[0] as Buffer;
    for (let length = 2; length < sps.length; length += 1) {
      const depth = parseHevcSps(sps.subarray(0, length))?.reorderDepth ?? 0;
      expect(depth).to.be.within(0, 16);
    }
  });

  it('names the codec as playlists do', () => {
    expect(hevcCodecName(main)).to.equal('hvc1.1.6.L60.90');
    // ISO/IEC 14496-15, annex E: Main profile, main tier, level 3.1, progressive and frame-only.
    const head = Buffer.from('0101600000009000000000005d', 'hex');
    expect(hevcCodecName(Buffer.concat([head, Buffer.alloc(10)]))).to.equal('hvc1.1.6.L93.90');
    // Main 10 profile of the third profile space, high tier, no constraint.
    const high = Buffer.from('01e22000000000000000000099', 'hex');
    expect(hevcCodecName(high)).to.equal('hvc1.C2.4.H153');
    expect(codecName('h264', Buffer.from([1, 0x64, 0, 0x1f, 0xff]))).to.equal('avc1.64001f');
  });

  it('knows slices from the rest', () => {
    const nal = (type: number) => Buffer.from([type << 1, 1, 0]);
    expect([0, 1, 9, 19, 21, 31].map((type) => isVcl(nal(type), 'h265'))).to.not.include(false);
    expect([32, 33, 34, 35, 39, 40].map((type) => isVcl(nal(type), 'h265'))).to.not.include(true);
  });
});
