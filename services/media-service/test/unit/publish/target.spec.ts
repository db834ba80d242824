import { expect } from 'chai';
import { targetOf } from '../../../src/publish/target.js';

describe('targetOf', () => {
  it('knows connections and files', () => {
    const kinds = ['rtmp://h/live/a', 'rtmps://h/live/a', 'srt://h:1', '/a.ts', 'file:///a.FLV', '/a.mp4', '/a.mkv'];
    expect(kinds.map((url) => targetOf(url)).map(({ container, kind }) => [container, kind])).to.deep.equal([
      ['flv', 'rtmp'],
      ['flv', 'rtmp'],
      ['mpegts', 'srt'],
      ['mpegts', 'file'],
      ['flv', 'file'],
      ['mp4', 'file'],
      ['matroska', 'file'],
    ]);
  });

  it('refuses others', () => {
    for (const url of ['http://h/a', '/a.wav', 'a']) {
      expect(() => targetOf(url))
        .to.throw()
        .with.property('code', 'OUTPUT_URL_INVALID');
    }
  });
});
