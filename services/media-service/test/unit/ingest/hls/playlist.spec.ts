import { expect } from 'chai';

import { readMaster, readMedia } from '../../../../src/ingest/hls/playlist.js';

const BASE = 'http://h/live/in/index.m3u8?token=a';

describe('playlists of HLS', () => {
  it('choose the best variant, and the default one of its sounds first', () => {
    const master = readMaster(
      `#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="low",NAME="a",DEFAULT=YES,URI="low.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="high",NAME="b, c",LANGUAGE="en",URI="clean.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="high",NAME="d",DEFAULT=YES,URI="/main.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="high",NAME="in the variant"
#EXT-X-STREAM-INF:BANDWIDTH=1000,AUDIO="low"
one.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=2000,CODECS="avc1.42c028,mp4a.40.2",AUDIO="high"
two.m3u8`,
      BASE,
    );
    expect(master).to.deep.equal({
      variantUrl: 'http://h/live/in/two.m3u8',
      audioUrls: ['http://h/main.m3u8', 'http://h/live/in/clean.m3u8'],
    });
  });

  it('tell of each segment where it is, what it needs, and whether it is there', () => {
    // As MediaMTX writes it in its first second: gaps, parts, and the hint at what comes.
    const playlist = readMedia(
      `#EXTM3U
#EXT-X-VERSION:10
#EXT-X-TARGETDURATION:2
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.5,CAN-SKIP-UNTIL=12
#EXT-X-PART-INF:PART-TARGET=0.2
#EXT-X-MEDIA-SEQUENCE:7
#EXT-X-MAP:URI="init.mp4"
#EXT-X-GAP
#EXTINF:2.00000,
gap.mp4
#EXT-X-PART:DURATION=0.2,URI="part0.mp4",INDEPENDENT=YES
#EXTINF:1.50000,
seg8.mp4
#EXT-X-DISCONTINUITY
#EXT-X-BYTERANGE:500@100
#EXTINF:1,
all.mp4
#EXT-X-BYTERANGE:50
#EXTINF:1,
all.mp4
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part1.mp4"`,
      BASE,
    );
    expect(playlist).to.include({ targetMs: 2000, isEnded: false });
    const facts = playlist?.segments.map(({ sequence, url, range, durationMs, discontinuity, isGap }) => [
      sequence,
      url.split('/').at(-1),
      range?.from,
      durationMs,
      discontinuity,
      isGap,
    ]);
    expect(facts).to.deep.equal([
      [7, 'gap.mp4', undefined, 2000, 0, true],
      [8, 'seg8.mp4', undefined, 1500, 0, false],
      [9, 'all.mp4', 100, 1000, 1, false],
      [10, 'all.mp4', 600, 1000, 1, false],
    ]);
    expect(playlist?.segments[1]?.map).to.deep.equal({ url: 'http://h/live/in/init.mp4', range: undefined });
  });

  it('tell encryption from its absence, and anything else from a playlist', () => {
    const encrypted = '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-KEY:METHOD=AES-128,URI="k"\n#EXTINF:1,\na.ts\n';
    const plain = encrypted.replace('AES-128,URI="k"', 'NONE');
    expect(readMedia(encrypted, BASE)?.segments[0]?.encryption).to.equal('AES-128');
    expect(readMedia(`${plain}#EXT-X-ENDLIST`, BASE)).to.include({ isEnded: true });
    expect(readMedia(plain, BASE)?.segments[0]?.encryption).to.equal(undefined);
    for (const text of ['', 'garbage', '#EXTM3U\na.ts']) expect(readMedia(text, BASE), text).to.equal(undefined);
    expect(readMaster(plain, BASE)).to.equal(undefined);
  });
});
