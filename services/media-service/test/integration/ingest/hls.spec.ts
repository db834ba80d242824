import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { expect } from 'chai';

import type { VideoUnit } from '../../../src/media/units.js';
import { eventsOf, offsetsMs, slicesOf } from '../../support/media/analysis.js';
import { runChain } from '../../support/media/chain.js';
import { ffmpeg, Fixtures, temporaryFolder } from '../../support/media/fixtures.js';
import { listen } from '../../support/media/listen.js';

/** What the server answers to a path; undefined is 404. */
type Site = (path: string) => Buffer | string | undefined;

describe('HLS inputs', function () {
  this.timeout(60_000);
  const fixtures = new Fixtures(temporaryFolder(), 6);
  let source: string;

  before(async () => {
    source = await fixtures.both('source.mp4', 'mp4mux');
  });

  const serve = (site: Site): Promise<number> =>
    listen(
      createServer((request, response) => {
        const path = (request.url ?? '').slice(1);
        const body = site(path);
        const isPlaylist = path.endsWith('.m3u8');
        response.writeHead(body === undefined ? 404 : 200, {
          'content-type': isPlaylist ? 'application/vnd.apple.mpegurl' : 'video/mp4',
        });
        response.end(body);
      }),
    );

  const read = (name: string): Buffer => readFileSync(fixtures.path(name));

  it('brings picture and sound of playlists of their own together, slice for slice and in sync', async () => {
    const { folder } = fixtures;
    const hls = (track: 'v' | 'a'): string =>
      `-map 0:${track} -c copy -output_ts_offset 1 -f hls -hls_time 1 -hls_playlist_type vod -hls_segment_type fmp4 -hls_fmp4_init_filename ${track}.mp4 -hls_segment_filename ${folder}/${track}%d.m4s ${folder}/${track}.m3u8`;
    await ffmpeg(`-i ${source}`, hls('v'), hls('a'));
    const master =
      '#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="a",URI="a.m3u8"\n#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="a"\nv.m3u8\n';
    const output = fixtures.path('apart.ts');
    const port = await serve((path) => (path === 'all.m3u8' ? master : read(path)));
    const { error } = await runChain(`http://127.0.0.1:${port}/all.m3u8`, { output }).done;
    expect(error).to.equal(undefined);
    expect((await slicesOf(output)).hashes).to.deep.equal((await slicesOf(source)).hashes);
    const offsets = offsetsMs(await eventsOf(output));
    const before = offsetsMs(await eventsOf(source));
    expect(offsets).to.have.length(before.length);
    offsets.forEach((offset, index) => expect(offset).to.be.closeTo(before[index] ?? 0, 2));
  });

  it('joins a live playlist where it is, and takes up again when its server has begun anew', async () => {
    await ffmpeg(
      `-i ${source} -c copy -f hls -hls_time 1 -hls_list_size 0 -hls_segment_filename ${fixtures.folder}/l%d.ts ${fixtures.folder}/l.m3u8`,
    );
    const startedMs = performance.now();
    let askedAgain = false;
    const port = await serve((path) => {
      if (path.endsWith('.ts')) return read(path);
      // Three segments at first and one more each second; then nothing; then one segment, and one more each second.
      const seconds = (performance.now() - startedMs) / 1000;
      if (seconds > 2 && seconds < 3) return undefined;
      const isAnew = seconds >= 3;
      askedAgain ||= isAnew;
      const count = isAnew ? Math.min(3, Math.floor(seconds - 2)) : Math.floor(3 + seconds);
      const segments = Array.from({ length: count }, (_, index) => `#EXTINF:1,\nl${index}.ts\n`);
      const head = `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:${isAnew ? 0 : 100}\n`;
      return `${head}${segments.join('')}${isAnew && count === 3 ? '#EXT-X-ENDLIST\n' : ''}`;
    });
    const chain = runChain(`http://127.0.0.1:${port}/live.m3u8`, { pace: 'own', graceMs: 10_000 });
    const { error, reason } = await chain.done;
    expect({ error, reason, askedAgain }).to.deep.equal({ error: undefined, reason: 'end-of-input', askedAgain: true });
    expect(chain.states).to.include('lost');
    // Something of the one, and all of the other.
    expect(chain.video.length).to.be.greaterThan(90);
    chain.video.slice(1).forEach((unit, index) => {
      expect(unit.dtsNs > (chain.video[index] as VideoUnit).dtsNs).to.equal(true);
    });
  });
});
