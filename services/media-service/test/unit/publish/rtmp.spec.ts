import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { authDemand, authQuery } from '../../../src/publish/rtmp/adobe-auth.js';
import { decodeAmf, encodeAmf } from '../../../src/publish/rtmp/amf0.js';
import { ChunkReader } from '../../../src/publish/rtmp/chunk-reader.js';
import { ChunkWriter } from '../../../src/publish/rtmp/chunk-writer.js';
import { queuedBytes } from '../../../src/publish/rtmp/delivery.js';
import { parseRtmpUrl } from '../../../src/publish/rtmp/url.js';

describe('AMF0', () => {
  it('gives back what it was given', () => {
    const values = ['connect', 1, true, null, undefined, 'x'.repeat(70_000), { a: 'é', b: { c: -1.5 } }, ['q', 2]];
    expect(decodeAmf(encodeAmf(...values))).to.deep.equal(values);
  });

  it('refuses bytes that end too early or lead nowhere', () => {
    const whole = encodeAmf({ key: 'value' });
    for (let length = 1; length < whole.length; length += 1) {
      expect(() => decodeAmf(whole.subarray(0, length)), String(length)).to.throw(RangeError);
    }
    expect(() => decodeAmf(Buffer.from([0x7f]))).to.throw(RangeError);
    expect(() => decodeAmf(Buffer.concat(Array.from({ length: 40 }, () => Buffer.from([10, 0, 0, 0, 1]))))).to.throw(
      RangeError,
    );
  });
});

describe('RTMP chunks', () => {
  const message = (type: number, timestampMs: number, bytes: number) => ({
    type,
    streamId: 1,
    timestampMs,
    payload: Buffer.alloc(bytes, bytes & 0xff),
  });

  it('come together again, whatever pieces they arrive in, with times past 24 bits', () => {
    const writer = new ChunkWriter();
    const messages = [
      message(9, 0, 1000),
      message(8, 0xff_ff_fe, 128),
      message(9, 0xff_ff_ff, 129),
      message(9, 0xff_ff_ff_ff, 4000),
      message(8, 5, 0),
    ];
    const bytes = Buffer.concat(messages.map((each) => writer.write(each)));
    for (const step of [1, 7, bytes.length]) {
      const reader = new ChunkReader();
      const read = [];
      for (let at = 0; at < bytes.length; at += step) read.push(...reader.push(bytes.subarray(at, at + step)));
      expect(read).to.deep.equal(messages);
    }
  });

  it('are read in all four forms of the header', () => {
    const reader = new ChunkReader();
    const read = reader.push(Buffer.from('0300000a0000011401000000aa4300000500000212bbbb83000007ccccc3dddd', 'hex'));
    expect(read.map(({ type, timestampMs, payload }) => [type, timestampMs, payload.toString('hex')])).to.deep.equal([
      [20, 10, 'aa'],
      [18, 15, 'bbbb'],
      [18, 22, 'cccc'],
      [18, 29, 'dddd'],
    ]);
  });

  it('of a message that no server sends are refused', () => {
    expect(() => new ChunkReader().push(Buffer.from([3, 0, 0, 0, 0xff, 0xff, 0xff, 20, 0, 0, 0, 0]))).to.throw(
      RangeError,
    );
  });
});

describe('parseRtmpUrl', () => {
  it('takes the last part of the path for the stream, its query with it', () => {
    expect(parseRtmpUrl('rtmp://host/live/a')).to.deep.include({ port: 1935, app: 'live', stream: 'a', tls: false });
    expect(parseRtmpUrl('rtmps://host:444/rtmp/FB-1?s_bl=1&x=/y')).to.deep.include({
      tls: true,
      port: 444,
      app: 'rtmp',
      stream: 'FB-1?s_bl=1&x=/y',
      tcUrl: 'rtmps://host:444/rtmp',
    });
    expect(parseRtmpUrl('rtmp://host/live/1/out/es')).to.deep.include({ app: 'live/1/out', stream: 'es' });
    expect(parseRtmpUrl('rtmp://host/app?token=1/es')).to.deep.include({ app: 'app?token=1', stream: 'es' });
    expect(parseRtmpUrl('rtmps://[::1]/live/a')).to.deep.include({ host: '::1', port: 443 });
  });

  it('reads user and password, and keeps them out of what it repeats', () => {
    const address = parseRtmpUrl('rtmp://me:p%40ss:w@host/live/a');
    expect(address).to.deep.include({ user: 'me', password: 'p@ss:w', host: 'host', tcUrl: 'rtmp://host/live' });
  });

  it('refuses what names no stream', () => {
    for (const url of [
      'rtmp://host',
      'rtmp://host/',
      'rtmp://host/live',
      'rtmp://host/live/',
      'rtmp://host:0/a/b',
      'rtmp:///a/b',
    ]) {
      expect(() => parseRtmpUrl(url), url)
        .to.throw()
        .with.property('code', 'OUTPUT_URL_INVALID');
    }
  });
});

describe('the Adobe scheme of saying who one is', () => {
  it('announces itself, then answers the challenge', () => {
    const first = authDemand('[ AccessManager.Reject ] : [ code=403 need auth; authmod=adobe ] : ');
    expect(first).to.deep.equal({ step: 'announce' });
    expect(first && authQuery(first, 'me', 'pw')).to.equal('?authmod=adobe&user=me');
    const second = authDemand(
      '[ AccessManager.Reject ] : [ authmod=adobe ] : ?reason=needauth&user=me&salt=S+s=&challenge=C==&opaque=O+o=',
    );
    if (second?.step !== 'answer') throw new Error('no challenge was read');
    const md5 = (text: string) => createHash('md5').update(text).digest('base64');
    const response = md5(`${md5('meS+s=pw')}O+o=beef`);
    expect(authQuery(second, 'me', 'pw', 'beef')).to.equal(
      `?authmod=adobe&user=me&challenge=beef&response=${response}&opaque=O+o=`,
    );
  });

  it('takes a refusal for final where nothing is asked', () => {
    expect(authDemand('[ AccessManager.Reject ] : [ authmod=adobe ] : ?reason=authfailed&opaque=x')).to.equal(
      undefined,
    );
    expect(authDemand('no such application')).to.equal(undefined);
  });
});

describe('the table of connections', () => {
  const line = (local: string, remote: string, queues: string) =>
    `  12: ${local} ${remote} 01 ${queues} 01:00000019 00000003     0        0 1540264 2 0000000000000000 20 4 30 10 -1`;
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    line('0100007F:078F', '0100007F:C001', '00000007:00000000'),
    line('0100007F:C001', '0100007F:0050', '00000008:00000000'),
    line('0100007F:C001', '0100007F:078F', '00042680:00000009'),
    '',
  ].join('\n');

  it('tells what a connection has sent and nobody has acknowledged', () => {
    expect(queuedBytes(table, 0xc001, 0x078f)).to.equal(0x42680);
    expect(queuedBytes(table, 0x078f, 0xc001)).to.equal(7);
  });

  it('does not take another connection for it', () => {
    expect(queuedBytes(table, 0xc001, 0x0051)).to.equal(undefined);
    expect(queuedBytes('', 1, 2)).to.equal(undefined);
  });
});
