import { expect } from 'chai';

import { aacLcConfig } from '../../../src/media/aac-config.js';
import { parseAvcConfig, writeAvcConfig } from '../../../src/media/avc-config.js';
import { maskUrl } from '../../../src/media/mask-url.js';
import { isVcl, nalType, NAL_SPS, splitNals, unescapeNal } from '../../../src/media/nal.js';
import { parseH264Sps } from '../../../src/media/h264-sps.js';

/** Of x264, 640x360, main profile, two B pictures. */
const record = Buffer.from(
  '014d401effe1001e674d401eeca05017fcb80b5060606a50000003001000000303c8f162d96001000468ce3c80',
  'hex',
);

/** Of x264, 1440x1080 interlaced at 25 pictures per second, high profile, picture elements of 4:3. */
const interlaced = Buffer.from('67640028acd9405a044fde1c20000003002000000643e2c5b2c0', 'hex');

describe('H.264', () => {
  it('reads the decoder configuration', () => {
    const avcC = parseAvcConfig(record);
    expect(avcC).to.include({ profile: 77, level: 30, lengthBytes: 4 });
    expect(avcC.sps.map((nal) => nalType(nal))).to.deep.equal([NAL_SPS]);
    expect(avcC.pps).to.have.length(1);
  });

  it('refuses a cut configuration at every length', () => {
    for (let length = 0; length < record.length; length += 1) {
      expect(() => parseAvcConfig(record.subarray(0, length)), String(length))
        .to.throw()
        .with.property('code', 'H264_INVALID');
    }
  });

  it('reads what the sequence parameter set says of the picture', () => {
    expect(parseH264Sps(parseAvcConfig(record).sps[0] as Buffer)).to.deep.equal({
      id: 0,
      width: 640,
      height: 360,
      framesOnly: true,
      pixelAspect: { numerator: 1, denominator: 1 },
      frameRate: { numerator: 30, denominator: 1 },
      reorderDepth: 2,
    });
  });

  it('reads cropping, fields and the shape of a picture element', () => {
    expect(parseH264Sps(interlaced)).to.deep.include({
      width: 1440,
      height: 1080,
      framesOnly: false,
      pixelAspect: { numerator: 4, denominator: 3 },
      frameRate: { numerator: 25, denominator: 1 },
    });
  });

  it('survives parameter sets that are cut anywhere', () => {
    const sps = parseAvcConfig(record).sps[0] as Buffer;
    for (let length = 1; length < sps.length; length += 1) {
      const depth = parseH264Sps(sps.subarray(0, length))?.reorderDepth;
      expect(depth === undefined || (depth >= 0 && depth <= 16)).to.equal(true);
    }
  });

  it('writes a decoder configuration that it reads', () => {
    const { sps, pps } = parseAvcConfig(record);
    expect(writeAvcConfig(sps, pps, 4).equals(record)).to.equal(true);
  });

  it('splits access units and knows slices', () => {
    const unit = Buffer.concat([Buffer.from([0, 0, 0, 2, 0x09, 0xf0]), Buffer.from([0, 0, 0, 3, 0x65, 1, 2])]);
    const nals = splitNals(unit);
    expect(nals.map((nal) => nal.toString('hex'))).to.deep.equal(['09f0', '650102']);
    expect(nals.map((nal) => isVcl(nal))).to.deep.equal([false, true]);
    expect(() => splitNals(unit.subarray(0, 12)))
      .to.throw()
      .with.property('code', 'NAL_INVALID');
  });

  it('removes emulation prevention', () => {
    expect(unescapeNal(Buffer.from('0000030100000300', 'hex')).toString('hex')).to.equal('000001000000');
  });
});

describe('aacLcConfig', () => {
  it('is 11 90 for 48 kHz stereo and refuses odd rates', () => {
    expect(aacLcConfig(48_000, 2).toString('hex')).to.equal('1190');
    expect(() => aacLcConfig(47_000, 2)).to.throw(RangeError);
  });
});

describe('maskUrl', () => {
  it('hides users, keys and stream ids, and leaves the rest', () => {
    expect(maskUrl('rtmp://me:secret@host/live/a')).to.not.contain('secret');
    expect(maskUrl('rtmp://a.example/live2/abcd-1234-efgh-5678-ijkl')).to.equal('rtmp://a.example/live2/[redacted]');
    expect(maskUrl('rtmp://127.0.0.1:1935/live/quite-a-long-stream-name')).to.contain('quite-a-long');
    expect(maskUrl('srt://h:9000?mode=caller&streamid=publish:x')).to.equal(
      'srt://h:9000?mode=caller&streamid=[redacted]',
    );
    expect(maskUrl('rtmp://mtx:1935/live/news/out/es?user=media-service&pass=0123456789')).to.equal(
      'rtmp://mtx:1935/live/news/out/es',
    );
    expect(maskUrl('/srv/news.ts')).to.equal('/srv/news.ts');
  });
});
