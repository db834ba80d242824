import { expect } from 'chai';
import { renderMasterPlaylist, languageName, TRANSCRIPT } from '../../../src/hls/master-playlist.js';
import {
  parseMediaPlaylist,
  renderMediaPlaylist,
  type MediaPlaylist,
  type PlaylistSegment,
} from '../../../src/hls/media-playlist.js';

const segment = (sequence: number, more: Partial<PlaylistSegment> = {}): PlaylistSegment => ({
  sequence,
  uri: `a-${sequence}.m4s`,
  durationMs: 2000,
  startEpochMs: Date.UTC(2026, 0, 1) + sequence * 2000,
  discontinuity: false,
  gap: false,
  initUri: 'a-init.mp4',
  ...more,
});

const playlist = (changes: Partial<MediaPlaylist> = {}): MediaPlaylist => ({
  targetDurationS: 4,
  mediaSequence: changes.segments?.[0]?.sequence ?? 0,
  discontinuitySequence: 0,
  isEvent: false,
  independent: true,
  segments: [],
  ended: false,
  ...changes,
});

describe('renderMediaPlaylist', () => {
  it('lists a rolling window', () => {
    const text = renderMediaPlaylist(playlist({ segments: [segment(7), segment(8)] }));
    expect(text.split('\n')).to.deep.equal([
      '#EXTM3U',
      '#EXT-X-VERSION:7',
      '#EXT-X-TARGETDURATION:4',
      '#EXT-X-MEDIA-SEQUENCE:7',
      '#EXT-X-INDEPENDENT-SEGMENTS',
      '#EXT-X-MAP:URI="a-init.mp4"',
      '#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:14.000Z',
      '#EXTINF:2.00000,',
      'a-7.m4s',
      '#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:16.000Z',
      '#EXTINF:2.00000,',
      'a-8.m4s',
      '',
    ]);
  });

  it('marks the end, discontinuities and a new initialisation segment', () => {
    const segments = [segment(1), segment(2, { discontinuity: true, initUri: 'b-init.mp4' })];
    const text = renderMediaPlaylist(playlist({ discontinuitySequence: 3, segments, ended: true }));
    expect(text).to.contain('#EXT-X-DISCONTINUITY-SEQUENCE:3\n');
    expect(text).to.contain('#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI="b-init.mp4"\n');
    expect(text.endsWith('#EXT-X-ENDLIST\n')).to.equal(true);
  });

  it('promises independent segments, or that nothing is taken away, only where that is so', () => {
    const plain = renderMediaPlaylist(playlist({ segments: [segment(1)], independent: false }));
    expect(plain).not.to.contain('INDEPENDENT').and.not.to.contain('PLAYLIST-TYPE');
    const event = renderMediaPlaylist(playlist({ segments: [segment(0)], isEvent: true }));
    expect(event).to.contain('#EXT-X-PLAYLIST-TYPE:EVENT\n');
  });

  it('lists what is missing as a gap', () => {
    const text = renderMediaPlaylist(playlist({ segments: [segment(1, { gap: true })] }));
    expect(text).to.contain('#EXT-X-VERSION:8\n');
    expect(text).to.contain('#EXT-X-GAP\n#EXTINF:2.00000,\n');
  });
});

describe('parseMediaPlaylist', () => {
  it('reads back what was written', () => {
    const segments = [
      segment(7, { durationMs: 1987.65 }),
      segment(8, { gap: true }),
      segment(9, { discontinuity: true, initUri: 'b-init.mp4', startEpochMs: Date.UTC(2026, 5, 1, 1, 2, 3, 4) }),
    ];
    for (const given of [
      playlist({ segments, discontinuitySequence: 2, independent: false }),
      playlist({ segments: segments.slice(1), isEvent: true, ended: true }),
    ]) {
      expect(parseMediaPlaylist(renderMediaPlaylist(given))).to.deep.equal(given);
    }
  });

  it('reads the captions, which have no initialisation segment', () => {
    const { initUri: _initUri, ...caption } = segment(3);
    const given = playlist({ segments: [caption] });
    expect(parseMediaPlaylist(renderMediaPlaylist(given))).to.deep.equal(given);
  });

  it('makes nothing of what is no playlist', () => {
    for (const text of ['', 'garbage', '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nvideo/index.m3u8\n']) {
      expect(parseMediaPlaylist(text)).to.equal(undefined);
    }
  });
});

describe('renderMasterPlaylist', () => {
  const audio = [
    { name: 'English (original)', language: 'en', uri: 'audio-original/index.m3u8', isDefault: true },
    { name: 'Español', language: 'es', uri: 'audio-es/index.m3u8', isDefault: false },
  ];
  const captions = [
    {
      name: 'English',
      language: 'en',
      uri: 'captions-original/index.m3u8',
      isDefault: false,
      characteristics: TRANSCRIPT,
    },
    { name: 'Español', language: 'es', uri: 'captions-es/index.m3u8', isDefault: false },
  ];

  it('names picture, sounds and captions', () => {
    const video = { uri: 'video/index.m3u8', codec: 'avc1.64001f', width: 1280, height: 720, frameRateHz: 30 };
    const text = renderMasterPlaylist({
      video,
      audio,
      captions,
      peakBitsPerSecond: 1_000_000.4,
      averageBitsPerSecond: 900_000,
    });
    expect(text).to.contain('TYPE=AUDIO,GROUP-ID="audio",NAME="Español",LANGUAGE="es",DEFAULT=NO,AUTOSELECT=YES');
    const flags = 'DEFAULT=NO,AUTOSELECT=YES,FORCED=NO';
    expect(text.split('\n').filter((line) => line.includes('SUBTITLES,'))).to.deep.equal([
      `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="captions",NAME="English",LANGUAGE="en",${flags},CHARACTERISTICS="public.accessibility.transcribes-spoken-dialog",URI="captions-original/index.m3u8"`,
      `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="captions",NAME="Español",LANGUAGE="es",${flags},URI="captions-es/index.m3u8"`,
    ]);
    expect(text).to.contain(
      '#EXT-X-STREAM-INF:BANDWIDTH=1000001,AVERAGE-BANDWIDTH=900000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=30.000,CLOSED-CAPTIONS=NONE,AUDIO="audio",SUBTITLES="captions"\nvideo/index.m3u8\n',
    );
  });

  it('makes the original sound the variant where there is no picture', () => {
    const text = renderMasterPlaylist({ audio, captions: [], peakBitsPerSecond: 1, averageBitsPerSecond: 1 });
    expect(text).to.contain('CODECS="mp4a.40.2",AUDIO="audio"\naudio-original/index.m3u8\n');
    expect(text).not.to.contain('RESOLUTION');
  });

  it('calls languages by their own names', () => {
    expect(['es', 'ca', 'pt-BR', 'en'].map(languageName)).to.deep.equal([
      'Español',
      'Català',
      'Português (Brasil)',
      'English',
    ]);
    expect(languageName('qaa')).to.equal('Qaa');
  });
});
