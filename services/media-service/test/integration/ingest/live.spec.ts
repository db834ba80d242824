import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { expect } from 'chai';

import type { VideoUnit } from '../../../src/media/units.js';
import { slicesOf } from '../../support/media/analysis.js';
import { runChain } from '../../support/media/chain.js';
import { ffmpeg, Fixtures, temporaryFolder } from '../../support/media/fixtures.js';
import { listen } from '../../support/media/listen.js';
import { pacedServer } from '../../support/media/paced-server.js';
import { together } from '../../support/together.js';

describe('live inputs', function () {
  this.timeout(60_000);
  const fixtures = new Fixtures(temporaryFolder(), 6);

  together({
    'plays HLS at its own pace, to its end': async () => {
      const source = await fixtures.both('hls.mp4', 'mp4mux');
      // GStreamer's own HLS sink now and then never comes to its end.
      await ffmpeg(
        `-i ${source} -c copy -f hls -hls_time 1 -hls_playlist_type vod -hls_segment_filename ${fixtures.folder}/s%03d.ts ${fixtures.folder}/i.m3u8`,
      );
      const port = await listen(
        createServer((request, response) => {
          const file = `${fixtures.folder}${request.url ?? ''}`;
          const type = file.endsWith('.m3u8') ? 'application/vnd.apple.mpegurl' : 'video/mp2t';
          response.writeHead(200, { 'content-type': type, 'content-length': statSync(file).size });
          createReadStream(file).pipe(response);
        }),
      );
      const output = fixtures.path('hls.ts');
      const { error, reason } = await runChain(`http://127.0.0.1:${port}/i.m3u8`, { pace: 'own', output }).done;
      expect(error).to.equal(undefined);
      expect(reason).to.equal('end-of-input');
      expect((await slicesOf(output)).hashes).to.deep.equal((await slicesOf(source)).hashes);
    },

    'comes back after a drop on the same timeline, then ends when the source stays away': async () => {
      const bytes = readFileSync(await fixtures.both('drop.flv', 'flvmux streamable=true'));
      // Half a stream, then nothing more, as from a publisher that lost its network and begins again.
      const half = { bytes: bytes.subarray(0, Math.floor(bytes.length / 2)), seconds: 3 };
      const server = await pacedServer('video/x-flv', [half, half]);
      const chain = runChain(server.url('live/a.flv'), { pace: 'own', graceMs: 1500 });
      const { error, reason } = await chain.done;
      expect(error).to.equal(undefined);
      expect(reason).to.equal('source-lost');
      expect(chain.states.filter((state) => state === 'lost').length).to.be.above(1);
      expect(chain.video.filter((unit) => unit.keyFrame).length).to.be.above(6);
      chain.video.slice(1).forEach((unit, index) => {
        const stepNs = unit.dtsNs - (chain.video[index] as VideoUnit).dtsNs;
        expect(stepNs > 0n && stepNs < 300_000_000n, `step ${stepNs}`).to.equal(true);
      });
      chain.audio.slice(1).forEach((block, index) => {
        const before = chain.audio[index];
        const endNs = (before?.ptsNs ?? 0n) + (BigInt(before?.pcm.length ?? 0) * 1_000_000_000n) / 192_000n;
        expect(Number(block.ptsNs - endNs)).to.be.closeTo(0, 25_000);
      });
    },
  });
});
