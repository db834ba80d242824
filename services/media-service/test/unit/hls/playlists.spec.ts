import { expect } from 'chai';
import { renderMasterPlaylist, languageName } from '../../../src/hls/master-playlist.js';
import { renderMediaPlaylist, type PlaylistSegment } from '../../../src/hls/media-playlist.js';

const segment = (sequence: number, more: Partial<PlaylistSegment> = {}): PlaylistSegment => ({
  sequence,
  uri: `a-${sequence}.m4s`,
  durationMs: 2000,
  startEpochMs: Date.UTC(2026, 0, 1) + sequence * 2000,
  discontinuity: false,
  gap: false,
  startsWithKeyFrame: true,
  initUri: 'a-init.mp4',
  ...more,
});

describe('renderMediaPlaylist', () => {
  it('lists a rolling window', () => {
    const text = renderMediaPlaylist({
      targetDurationS: 4,
      discontinuitySequence: 0,
      segments: [segment(7), segment(8)],
      ended: false,
    });
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
    const text = renderMediaPlaylist({ targetDurationS: 4, discontinuitySequence: 3, segments, ended: true });
    expect(text).to.contain('#EXT-X-DISCONTINUITY-SEQUENCE:3\n');
    expect(text).to.contain('#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI="b-init.mp4"\n');
    expect(text.endsWith('#EXT-X-ENDLIST\n')).to.equal(true);
  });

  it('does not promise independent segments once one starts without a key frame', () => {
    const segments = [segment(1), segment(2, { startsWithKeyFrame: false })];
    const text = renderMediaPlaylist({ targetDurationS: 4, discontinuitySequence: 0, segments, ended: false });
    expect(text).not.to.contain('INDEPENDENT');
  });

  it('lists what is missing as a gap', () => {
    const text = renderMediaPlaylist({
      targetDurationS: 4,
      discontinuitySequence: 0,
      segments: [segment(1, { gap: true })],
      ended: false,
    });
    expect(text).to.contain('#EXT-X-VERSION:8\n');
    expect(text).to.contain('#EXT-X-GAP\n#EXTINF:2.00000,\n');
  });
});

describe('renderMasterPlaylist', () => {
  const audio = [
    { name: 'English (original)', language: 'en', uri: 'audio-original/index.m3u8', isDefault: true },
    { name: 'Español', language: 'es', uri: 'audio-es/index.m3u8', isDefault: false },
  ];
  const captions = [{ name: 'Español', language: 'es', uri: 'captions-es/index.m3u8', isDefault: false }];

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
    expect(text).to.contain('TYPE=SUBTITLES,GROUP-ID="captions",NAME="Español"');
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
