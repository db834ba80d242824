import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { expect } from 'chai';

import type { VideoUnit } from '../../../src/media/units.js';
import { eventsOf, offsetsMs, slicesOf } from '../../support/media/analysis.js';
import { runChain } from '../../support/media/chain.js';
import { ffmpeg, Fixtures, temporaryFolder } from '../../support/media/fixtures.js';
import { freePort, listen } from '../../support/media/listen.js';

/** SRT drops what comes later than its latency (125 ms unless told); a busy machine alone is later than that. */
const SRT_LATENCY_MS = 600;

describe('live inputs', function () {
  this.timeout(60_000);
  const fixtures = new Fixtures(temporaryFolder(), 6);

  it('keeps sync over SRT, in and out', async () => {
    const source = await fixtures.both('s.mp4', 'mp4mux');
    const port = await freePort();
    const output = fixtures.path('srt.ts');
    const pull = runChain(`srt://127.0.0.1:${port}?mode=listener&latency=${SRT_LATENCY_MS}`, {
      pace: 'own',
      output,
      graceMs: 0,
    });
    const push = runChain(source, {
      pace: 'own',
      output: `srt://127.0.0.1:${port}?mode=caller&latency=${SRT_LATENCY_MS}`,
    });
    expect((await push.done).error).to.equal(undefined);
    expect((await pull.done).error).to.equal(undefined);
    const before = await slicesOf(source);
    const after = await slicesOf(output);
    // What SRT still holds when the connection ends is lost, and it may end in the middle of a picture.
    const arrived = after.hashes.slice(0, -1);
    const first = before.hashes.indexOf(arrived[0] ?? '');
    expect(arrived.length).to.be.above(100);
    expect(arrived).to.deep.equal(before.hashes.slice(first, first + arrived.length));
    const given = offsetsMs(await eventsOf(source));
    offsetsMs(await eventsOf(output)).forEach((offset) => expect(offset).to.be.closeTo(given[0] ?? 0, 3));
  });

  it('plays HLS at its own pace, to its end', async () => {
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
  });

  it('comes back after a drop on the same timeline, then ends when the source stays away', async () => {
    const bytes = readFileSync(await fixtures.both('drop.flv', 'flvmux streamable=true'));
    let connections = 0;
    const port = await listen(
      createServer((request, response) => {
        response.writeHead(200, { 'content-type': 'video/x-flv' });
        if (request.method === 'HEAD') return void response.end();
        connections += 1;
        // Half a stream, then nothing more: as a publisher that lost its network.
        if (connections > 4) return void response.destroy();
        response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () =>
          setTimeout(() => response.destroy(), 300),
        );
      }),
    );
    const chain = runChain(`http://127.0.0.1:${port}/live/a.flv`, { pace: 'own', graceMs: 1500 });
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
  });
});
