import { expect } from 'chai';
import { parseCaptions } from '../../../../src/probe/hls/captions.js';
import { parseMaster, parseMedia } from '../../../../src/probe/hls/playlist.js';

describe('playlists', () => {
  it('are read with their renditions', () => {
    const { variants, renditions } = parseMaster(
      [
        '#EXTM3U',
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Spanish, dubbed",LANGUAGE="es",DEFAULT=YES,URI="es/index.m3u8"',
        '#EXT-X-STREAM-INF:BANDWIDTH=800000,CODECS="avc1.4d401f,mp4a.40.2",AUDIO="a"',
        'video/index.m3u8',
      ].join('\n'),
    );
    expect(variants).to.deep.equal([
      { uri: 'video/index.m3u8', bandwidth: 800_000, audioGroup: 'a', subtitlesGroup: undefined },
    ]);
    expect(renditions).to.deep.equal([
      { type: 'AUDIO', group: 'a', name: 'Spanish, dubbed', language: 'es', isDefault: true, uri: 'es/index.m3u8' },
    ]);
  });

  it('are read with their segments', () => {
    const playlist = parseMedia(
      [
        '#EXTM3U',
        '#EXT-X-TARGETDURATION:2',
        '#EXT-X-MEDIA-SEQUENCE:7',
        '#EXT-X-MAP:URI="init.mp4"',
        '#EXTINF:2.000,',
        '7.m4s',
        '#EXT-X-DISCONTINUITY',
        '#EXTINF:1.5,',
        '#EXT-X-BYTERANGE:100@50',
        'all.m4s',
        '#EXT-X-ENDLIST',
      ].join('\r\n'),
    );
    expect(playlist).to.include({ targetDurationMs: 2_000, sequence: 7, isEnded: true, type: undefined });
    expect(playlist.segments).to.deep.equal([
      { uri: '7.m4s', sequence: 7, durationMs: 2_000, map: 'init.mp4', isDiscontinuity: false, range: undefined },
      { uri: 'all.m4s', sequence: 8, durationMs: 1_500, map: 'init.mp4', isDiscontinuity: true, range: [50, 150] },
    ]);
  });

  it('are refused when they are none', () => {
    expect(() => parseMedia('<html></html>'))
      .to.throw()
      .that.includes({ code: 'PLAYLIST_INVALID' });
  });
});

describe('captions', () => {
  it('are put in their place by the timestamp map', () => {
    const text = [
      'WEBVTT',
      'X-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000',
      '',
      '00:01.000 --> 00:02.500',
      '<v Anna>Buenas',
      'noches',
      '',
      '01:00:00.000 --> 01:00:01.000 align:start',
      'Adiós',
    ].join('\n');
    expect(parseCaptions(text)).to.deep.equal([
      { startMs: 11_000, endMs: 12_500, text: 'Buenas noches' },
      { startMs: 3_610_000, endMs: 3_611_000, text: 'Adiós' },
    ]);
  });
});
