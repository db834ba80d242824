import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { openInput } from '../../../../src/probe/capture/open.js';
import { measure } from '../../../../src/probe/measure.js';
import { openFile } from '../../../../src/probe/capture/open-file.js';
import { checkHls } from '../../../../src/probe/hls/hls-report.js';
import { readPackets } from '../../../../src/probe/media/packets.js';
import type { MediaTrack } from '../../../../src/probe/media/track.js';
import type { ProbeFault } from '../../../../src/probe/report/fault.js';
import type { ProbeReport } from '../../../../src/probe/report/report.js';
import { faultsOf } from '../../../support/faults.js';
import { serve } from '../../../support/file-server.js';
import { FlashingMedia } from '../../../support/flashing.js';

const MASTER = [
  '#EXTM3U',
  '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",LANGUAGE="en",DEFAULT=YES,URI="en.m3u8"',
  '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Spanish",LANGUAGE="es",DEFAULT=NO,URI="es.m3u8"',
  '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="Spanish",LANGUAGE="es",DEFAULT=NO,URI="captions.m3u8"',
  '#EXT-X-STREAM-INF:BANDWIDTH=800000,AUDIO="a",SUBTITLES="s"',
  'video.m3u8',
  '',
].join('\n');
const SEGMENTS = 6;

async function probe(input: string, language = 'es', seconds = 5, reference?: string): Promise<ProbeReport> {
  const capture = await openInput(input, { seconds, language, signal: new AbortController().signal });
  try {
    return await measure(capture, reference === undefined ? {} : { reference: await openFile(reference) });
  } finally {
    await capture.close();
  }
}

/** What is wrong with the stream as such; picture and sound are not decoded. */
async function hlsFaults(input: string, language = 'es', seconds = 5): Promise<ProbeFault[]> {
  const capture = await openInput(input, { seconds, language, signal: new AbortController().signal });
  try {
    const packets = async (track: MediaTrack | undefined) => (track === undefined ? [] : readPackets(track));
    if (capture.hls === undefined) return [];
    return checkHls(capture.hls, await packets(capture.video), await packets(capture.audio)).faults;
  } finally {
    await capture.close();
  }
}

describe('the probe on HLS', function () {
  this.timeout(60_000);
  let media: FlashingMedia;
  let folder: string;
  const file = (name: string): string => join(folder, name);

  before(async () => {
    media = await FlashingMedia.create();
    folder = media.path('hls');
    await mkdir(folder);
    await media.make('clean.mkv');
    const segments = ['-hls_time', '2', '-hls_list_size', '0', '-hls_playlist_type', 'vod', '-hls_segment_type'];
    const one = (map: string, name: string, ...more: string[]): Promise<string> =>
      media.copy(
        'clean.mkv',
        `hls/${name}.m3u8`,
        '-map',
        map,
        '-output_ts_offset',
        '1',
        '-f',
        'hls',
        ...segments,
        ...more,
      );
    const fmp4 = (name: string): string[] => ['fmp4', '-hls_fmp4_init_filename', `${name}-init.mp4`];
    await one('0:v', 'video', ...fmp4('video'));
    await one('0:a', 'es', ...fmp4('es'));
    await one('0:a', 'en', ...fmp4('en'));
    await one('0', 'muxed', 'mpegts');
    const caption = 'WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n\n00:02.500 --> 00:03.500\nHola\n';
    await writeFile(file('caption.vtt'), caption);
    const list = Array.from({ length: SEGMENTS }, () => '#EXTINF:2.000,\ncaption.vtt');
    await writeFile(file('captions.m3u8'), `#EXTM3U\n#EXT-X-TARGETDURATION:2\n${list.join('\n')}\n#EXT-X-ENDLIST\n`);
    await writeFile(file('master.m3u8'), MASTER);
  });

  after(() => media?.close());

  /** Writes a playlist with other text beside the right ones, and the address of a master that names it. */
  const spoilt = async (name: string, spoil: (text: string) => string): Promise<string> => {
    await writeFile(file('spoilt.m3u8'), spoil(await readFile(file(`${name}.m3u8`), 'utf8')));
    await writeFile(file('spoilt-master.m3u8'), MASTER.replace(`${name}.m3u8`, 'spoilt.m3u8'));
    return file('spoilt-master.m3u8');
  };

  it('finds nothing wrong with a clean stream, and all that is in it', async () => {
    const report = await probe(file('master.m3u8'), 'es', 5, media.path('clean.mkv'));
    expect(faultsOf(report)).to.deep.equal([]);
    expect(report.picture).to.include({ frames: 300, identical: 300 });
    expect(report.avOffset?.pairs).to.have.length(6);
    expect(report.avOffset?.worstMs).to.be.within(-1.5, 1.5);
    expect(report.hls).to.deep.include({
      segments: SEGMENTS,
      targetDurationMs: 2_000,
      audioLanguages: ['en', 'es'],
      captionLanguages: ['es'],
      captions: 1,
      isLive: false,
    });
  });

  it('reads picture and sound from the same segments where they are in one', async () => {
    const report = await probe(file('muxed.m3u8'), 'es', 5, media.path('clean.mkv'));
    expect(faultsOf(report)).to.deep.equal([]);
    expect(report.picture?.identical).to.equal(300);
    expect(report.avOffset?.pairs).to.have.length(6);
  });

  it('finds a segment that is longer than the target duration', async () => {
    const faults = await hlsFaults(
      await spoilt('video', (text) => text.replace('TARGETDURATION:2', 'TARGETDURATION:1')),
    );
    const found = faults.filter(({ code }) => code === 'HLS_SEGMENT_TOO_LONG');
    expect(found).to.have.length(SEGMENTS);
    expect(found[0]?.sizeMs).to.be.closeTo(1_000, 1);
  });

  it('finds a segment that is not as long as the playlist tells', async () => {
    const faults = await hlsFaults(await spoilt('video', (text) => text.replace('#EXTINF:2.0', '#EXTINF:1.6')));
    const found = faults.filter(({ code }) => code === 'HLS_SEGMENT_DURATION_WRONG');
    expect(found).to.have.length(1);
    expect(found[0]?.sizeMs).to.be.closeTo(400, 5);
  });

  it('finds a rendition that is not there', async () => {
    await writeFile(file('absent.m3u8'), MASTER.replace('en.m3u8', 'nowhere.m3u8'));
    expect((await hlsFaults(file('absent.m3u8'))).map(({ code }) => code)).to.deep.equal(['HLS_RENDITION_MISSING']);
    const faults = await hlsFaults(file('master.m3u8'), 'fr');
    expect(faults.map(({ code }) => code)).to.deep.equal(['HLS_RENDITION_MISSING', 'HLS_RENDITION_MISSING']);
    expect(faults[0]?.message).to.contain('fr');
  });

  it('finds sound that is cut away from the picture', async () => {
    // Without its first segment the sound is numbered one too low.
    const faults = await hlsFaults(await spoilt('es', (text) => text.replace(/#EXTINF[^#]*/, '')));
    const found = faults.filter(({ code }) => code === 'HLS_RENDITION_MISALIGNED');
    expect(found).to.have.length(1);
    expect(found[0]?.sizeMs).to.be.closeTo(2_000, 50);
  });

  it('finds segments that do not begin with a key frame', async () => {
    await mkdir(media.path('cut'));
    const cut = ['-f', 'hls', '-hls_time', '1.5', '-hls_flags', 'split_by_time', '-hls_list_size', '0'];
    await media.copy('clean.mkv', 'cut/list.m3u8', '-map', '0', ...cut);
    const segments = (await readdir(media.path('cut'))).filter((name) => name.endsWith('.ts')).length;
    const faults = await hlsFaults(media.path('cut/list.m3u8'));
    // Every other one begins between two key frames.
    const found = faults.filter(({ code }) => code === 'HLS_SEGMENT_NOT_KEY').length;
    expect(found).to.be.within(Math.floor(segments / 2) - 1, segments - 1);
  });

  it('goes over a discontinuity with another clock', async () => {
    const text = await readFile(file('muxed.m3u8'), 'utf8');
    const lists = text.split('#EXT-X-ENDLIST');
    const body = /#EXTINF[^]*/.exec(lists[0] ?? '')?.[0] ?? '';
    await writeFile(file('twice.m3u8'), `${lists[0]}#EXT-X-DISCONTINUITY\n${body}#EXT-X-ENDLIST\n`);
    const report = await probe(file('twice.m3u8'), 'es', 5, media.path('clean.mkv'));
    expect(faultsOf(report)).to.deep.equal([]);
    expect(report.faults.map(({ code }) => code)).to.deep.equal(['HLS_DISCONTINUITY']);
    expect(report.durationMs).to.be.closeTo(24_000, 100);
    expect(report.picture).to.include({ identical: 600, loops: true });
    expect(report.avOffset?.pairs).to.have.length(12);
  });

  describe('that is live', () => {
    /** Serves the muxed stream with a window that a reload moves on by one segment. */
    const serveLive = async (spoil: (text: string, reload: number) => string) => {
      const list = /#EXTINF[^]*(?=#EXT-X-ENDLIST)/.exec(await readFile(file('muxed.m3u8'), 'utf8'))?.[0] ?? '';
      const entries = list.split(/(?=#EXTINF)/);
      const bytes = new Map<string, Buffer>();
      for (const name of (await readdir(folder)).filter((entry) => entry.endsWith('.ts')))
        bytes.set(`/${name}`, await readFile(file(name)));
      let reload = -1;
      return serve((path) => {
        if (path !== '/live.m3u8') return bytes.get(path);
        reload = Math.min(reload + 1, entries.length - 3);
        const window = entries.slice(reload, reload + 3).join('');
        return spoil(`#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:${reload}\n${window}`, reload);
      });
    };
    const onLive = async <T>(
      spoil: (text: string, reload: number) => string,
      look: (url: string) => Promise<T>,
    ): Promise<T> => {
      const server = await serveLive(spoil);
      try {
        return await look(`${server.url}/live.m3u8`);
      } finally {
        await server.close();
      }
    };

    it('is followed for as long as was asked for', async () => {
      const report = await onLive(
        (text) => text,
        (url) => probe(url, 'es', 8, media.path('clean.mkv')),
      );
      expect(faultsOf(report)).to.deep.equal([]);
      expect(report.input.capturedSeconds).to.equal(8);
      expect(report.hls).to.include({ isLive: true, segments: 4 });
      expect(report.picture?.identical).to.equal(200);
    });

    it('may not change its target duration, nor run its numbers backward, nor exchange a segment', async () => {
      const faults = await onLive(
        (text, reload) => {
          if (reload === 1) return text.replace('TARGETDURATION:2', 'TARGETDURATION:3').replace('muxed2', 'muxed0');
          return reload === 2 ? text.replace(/SEQUENCE:\d+/, 'SEQUENCE:0') : text;
        },
        (url) => hlsFaults(url, 'es', 10),
      );
      expect(faults.map(({ code }) => code)).to.include.members([
        'HLS_TARGET_DURATION_CHANGED',
        'HLS_SEGMENT_CHANGED',
        'HLS_SEQUENCE_BACKWARD',
      ]);
    });

    it('may not stand still, nor name segments that are not there', async () => {
      let first: string | undefined;
      const faults = await onLive(
        (text) => {
          first ??= text.replace('TARGETDURATION:2', 'TARGETDURATION:1').replace('muxed1', 'gone');
          return first;
        },
        (url) => hlsFaults(url, 'es', 20),
      );
      const stale = faults.find(({ code }) => code === 'HLS_PLAYLIST_STALE');
      expect(stale?.sizeMs).to.be.greaterThan(2_000);
      expect(faults.map(({ code }) => code)).to.include('HLS_SEGMENT_UNAVAILABLE');
    });
  });
});
