import { expect } from 'chai';

import { sourceOf } from '../../../src/ingest/source.js';

describe('sourceOf', () => {
  it('knows every kind of input', () => {
    const kinds = [
      '/a.mp4',
      'file:///a.mp4',
      'rtmp://h/live/a',
      'http://h/live/a.flv',
      'https://h/a.m3u8',
      'http://h/a.mp4',
      'srt://h:1',
      'udp://h:1',
      'rtsp://h/a',
    ];
    expect(
      kinds
        .map((input) => sourceOf(input))
        .map(({ launch, form, pace, live }) => [launch.split(' ')[0], form, pace, live]),
    ).to.deep.equal([
      ['filesrc', 'container', 'clock', false],
      ['filesrc', 'container', 'clock', false],
      ['rtmpsrc', 'flv', 'source', true],
      ['souphttpsrc', 'flv', 'source', true],
      ['souphttpsrc', 'hls', 'clock', true],
      ['souphttpsrc', 'container', 'clock', false],
      ['srtsrc', 'transport-stream', 'source', true],
      ['udpsrc', 'transport-stream', 'source', true],
      ['rtspsrc', 'rtp', 'source', true],
    ]);
  });

  it('knows a file that is still being written', () => {
    const growing = sourceOf('file:///a%20b.ts?live=1&from=end', 5000);
    expect(growing).to.include({ form: 'transport-stream', pace: 'clock', live: true });
    expect(growing.file).to.deep.equal({ path: '/a b.ts', growsForMs: 5000, from: 'end' });
    expect(sourceOf('file:///a.ts').file).to.equal(undefined);
  });

  it('knows inputs whose publisher comes to this side', () => {
    const awaited = ['srt://:9000', 'srt://0.0.0.0:9000?mode=listener', 'udp://239.1.1.1:5000'];
    for (const input of awaited) expect(sourceOf(input).awaited, input).to.equal(true);
    for (const input of ['srt://h:9000', 'rtmp://h/live/a']) expect(sourceOf(input).awaited, input).not.to.equal(true);
  });

  it('refuses others by the field', () => {
    expect(() => sourceOf('gopher://me:pw@h/a'))
      .to.throw('gopher')
      .with.property('code', 'INPUT_URL_INVALID');
    expect(() => sourceOf('gopher://me:pw@h/a'))
      .to.throw()
      .with.property('source')
      .that.does.not.contain('pw');
  });
});
