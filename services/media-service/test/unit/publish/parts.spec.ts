import { expect } from 'chai';
import { Backlog } from '../../../src/publish/backlog.js';
import { Interleaver } from '../../../src/publish/interleaver.js';
import { partName } from '../../../src/publish/recording/part-name.js';
import { checkCodec, targetOf } from '../../../src/publish/target.js';

const ms = (value: number): bigint => BigInt(value) * 1_000_000n;

describe('Interleaver', () => {
  it('brings two tracks into one order, and waits for the one that is behind', () => {
    const out: string[] = [];
    const order = new Interleaver<string>((value) => out.push(value));
    order.push('video', ms(0), 'v0');
    order.push('video', ms(40), 'v40');
    expect(out).to.deep.equal([]);
    order.push('audio', ms(10), 'a10');
    order.push('audio', ms(31), 'a31');
    order.push('audio', ms(52), 'a52');
    expect(out).to.deep.equal(['v0', 'a10', 'a31', 'v40']);
    order.flush();
    expect(out.at(-1)).to.equal('a52');
  });

  it('waits half a second for a track that is silent, and no longer', () => {
    const out: string[] = [];
    const order = new Interleaver<string>((value) => out.push(value));
    for (let at = 0; at <= 520; at += 40) order.push('video', ms(at), `v${at}`);
    expect(out).to.deep.equal(['v0']);
  });
});

describe('Backlog', () => {
  it('takes off what the sink has reached, and does not believe a time that was never pushed', () => {
    const backlog = new Backlog();
    [0, 40, 80].forEach((at) => backlog.add(ms(at), 100));
    backlog.settle(ms(40));
    expect([backlog.waitingBytes, backlog.takenBytes]).to.deep.equal([100, 200]);
    backlog.settle(ms(9999));
    backlog.settle(undefined);
    expect([backlog.waitingBytes, backlog.takenBytes]).to.deep.equal([100, 200]);
  });
});

describe('targetOf', () => {
  it('names the parts of a recording', () => {
    expect([1, 2, 12].map((part) => partName('/a.b/talk.ts', part))).to.deep.equal([
      '/a.b/talk.ts',
      '/a.b/talk.2.ts',
      '/a.b/talk.12.ts',
    ]);
  });

  it('tells callers of SRT from listeners', () => {
    const mode = (url: string) => {
      const target = targetOf(url);
      return target.kind === 'srt' ? target.address.mode : undefined;
    };
    expect(mode('srt://host:9000?latency=200')).to.equal('caller');
    expect(mode('srt://:9000')).to.equal('listener');
    expect(mode('srt://0.0.0.0:9000?mode=listener')).to.equal('listener');
  });

  it('refuses what no output can be', () => {
    const urls = [
      'http://host/a.ts',
      'file:///a.avi',
      'file://host/a.ts',
      'srt://host',
      'srt://:9000?mode=caller',
      'srt://host:9000?mode=shy',
      'srt://host:9000?passphrase=short',
      'rtmp://host/only',
    ];
    for (const url of urls)
      expect(() => targetOf(url), url)
        .to.throw()
        .with.property('code', 'OUTPUT_URL_INVALID');
  });

  it('refuses a picture that the container cannot hold, by name of the output', () => {
    for (const url of ['rtmp://127.0.0.1/live/a', '/a.flv']) {
      expect(() => checkCodec(targetOf(url), 'h265'), url)
        .to.throw(url)
        .with.property('code', 'OUTPUT_CODEC_UNSUPPORTED');
    }
    for (const url of ['srt://host:1', '/a.ts', '/a.mp4'])
      expect(() => checkCodec(targetOf(url), 'h265')).not.to.throw();
  });
});
