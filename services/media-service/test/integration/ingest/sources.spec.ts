import { createSocket } from 'node:dgram';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { sleep } from '@dubbing/common';
import { expect } from 'chai';

import type { VideoUnit } from '../../../src/media/units.js';
import { eventsOf, offsetsMs, slicesOf, type Slices } from '../../support/media/analysis.js';
import { runChain, type Chain } from '../../support/media/chain.js';
import { Fixtures, temporaryFolder } from '../../support/media/fixtures.js';
import { freePort } from '../../support/media/listen.js';
import { MediaServer } from '../../support/media/media-server.js';
import { pacedServer } from '../../support/media/paced-server.js';
import { rtspServer } from '../../support/media/rtsp-server.js';
import { packetsOf } from '../../support/media/transport-stream.js';

const SECONDS = 5;
const LATENCY_MS = 600;
const RIGHT = 'passphrase=the-right-words';
const WRONG = 'passphrase=some-other-words';

describe('sources on real servers', function () {
  this.timeout(60_000);
  const fixtures = new Fixtures(temporaryFolder(), SECONDS);
  let mp4: string;
  let ts: string;
  let slices: Slices;
  let offsetMs: number;

  before(async () => {
    mp4 = await fixtures.both('s.mp4', 'mp4mux');
    ts = await fixtures.both('s.ts', 'mpegtsmux');
    slices = await slicesOf(mp4);
    offsetMs = offsetsMs(await eventsOf(mp4))[0] ?? 0;
  });

  /** What arrived is a run of the source's pictures, whole but for its ends, with the sound at its picture. */
  async function expectRun(output: string, of: Slices, least: number): Promise<void> {
    const arrived = (await slicesOf(output)).hashes.slice(0, -1);
    const first = of.hashes.indexOf(arrived[0] ?? '');
    expect(arrived.length).to.be.above(least);
    expect(arrived).to.deep.equal(of.hashes.slice(first, first + arrived.length));
    offsetsMs(await eventsOf(output)).forEach((offset) => expect(offset).to.be.closeTo(offsetMs, 3));
  }

  function expectGrowing(chain: Chain): void {
    chain.video.slice(1).forEach((unit, index) => {
      const stepNs = unit.dtsNs - (chain.video[index] as VideoUnit).dtsNs;
      expect(stepNs > 0n && stepNs < 1_500_000_000n, `step ${stepNs}`).to.equal(true);
    });
    chain.audio.slice(1).forEach((block, index) => {
      const before = chain.audio[index];
      const endNs = (before?.ptsNs ?? 0n) + (BigInt(before?.pcm.length ?? 0) * 1_000_000_000n) / 192_000n;
      expect(Number(block.ptsNs - endNs)).to.be.closeTo(0, 25_000);
    });
  }

  it('reads SRT with a passphrase, as listener and as caller, and comes back to a caller that comes back', async () => {
    const [listened, called] = [await freePort(), await freePort()];
    const listener = runChain(`srt://127.0.0.1:${listened}?mode=listener&latency=${LATENCY_MS}&${RIGHT}`, {
      pace: 'own',
      output: fixtures.path('listener.ts'),
      graceMs: 4000,
    });
    const server = runChain(mp4, {
      pace: 'own',
      output: `srt://127.0.0.1:${called}?mode=listener&latency=${LATENCY_MS}&${RIGHT}`,
    });
    const caller = runChain(`srt://127.0.0.1:${called}?mode=caller&latency=${LATENCY_MS}&${RIGHT}`, {
      pace: 'own',
      output: fixtures.path('caller.ts'),
      graceMs: 0,
    });
    const push = (): Chain =>
      runChain(mp4, { pace: 'own', output: `srt://127.0.0.1:${listened}?mode=caller&latency=${LATENCY_MS}&${RIGHT}` });
    await push().done;
    expect(listener.video.length).to.be.above(90);
    await push().done;
    await server.done;
    const [ofListener, ofCaller] = await Promise.all([listener.done, caller.done]);
    expect([ofListener.error, ofCaller.error]).to.deep.equal([undefined, undefined]);
    expect(ofListener.reason).to.equal('source-lost');
    expect(listener.states.filter((state) => state === 'live')).to.have.length(2);
    expect(listener.video.length).to.be.above(180);
    expectGrowing(listener);
    await expectRun(fixtures.path('caller.ts'), slices, 60);
  });

  it('says what is wrong where the passphrase is another one', async () => {
    const [listened, called] = [await freePort(), await freePort()];
    const server = runChain(mp4, { pace: 'own', output: `srt://127.0.0.1:${called}?mode=listener&${RIGHT}` });
    const intruder = runChain(mp4, { pace: 'own', output: `srt://127.0.0.1:${listened}?mode=caller&${WRONG}` });
    const refused = [
      runChain(`srt://127.0.0.1:${called}?mode=caller&${WRONG}`, { connectTimeoutMs: 2000 }),
      runChain(`srt://127.0.0.1:${listened}?mode=listener&${RIGHT}`, { connectTimeoutMs: 2000 }),
    ];
    for (const chain of refused) {
      const { error } = await chain.done;
      expect(error).to.include({ code: 'INPUT_UNREACHABLE', field: 'input' });
      expect(error?.message).to.contain('passphrase').and.not.to.contain('words');
      expect(error?.source).to.not.contain('words');
    }
    expect(() => runChain('srt://127.0.0.1:9?passphrase=short'))
      .to.throw('10 to 79')
      .with.property('code', 'INPUT_URL_INVALID');
    await Promise.all([server.done, intruder.done]);
  });

  it('reads RTSP over TCP, with its tracks in order, and only with the right credentials', async () => {
    const three = await fixtures.volumes('three.mp4', 'mp4mux', [1, 0.5, 0.25], 'avenc_aac ! aacparse');
    const sounds = [0, 1, 2].map(
      (at) => `d.audio_${at} ! queue ! aacparse ! rtpmp4gpay name=pay${at + 1} pt=${97 + at}`,
    );
    const launch = `( filesrc location=${three} ! qtdemux name=d d.video_0 ! queue ! h264parse ! rtph264pay name=pay0 pt=96 config-interval=-1 ${sounds.join(' ')} )`;
    const { port } = await rtspServer(launch, 'viewer:secret');
    const url = (who: string): string => `rtsp://${who}@127.0.0.1:${port}/live`;
    const output = fixtures.path('rtsp.ts');
    const chain = runChain(url('viewer:secret'), {
      pace: 'own',
      output,
      graceMs: 0,
      tracks: { commentary: 3, bed: 2 },
    });
    expect((await chain.done).error).to.equal(undefined);
    await expectRun(output, await slicesOf(three), 100);
    const loudest = (part: 'pcm' | 'commentary' | 'bed'): number => {
      const pcm = Buffer.concat(chain.audio.map((block) => block[part] ?? Buffer.alloc(0)));
      return peakOf(pcm);
    };
    expect(loudest('bed') / loudest('pcm')).to.be.closeTo(0.5, 0.1);
    expect(loudest('commentary') / loudest('pcm')).to.be.closeTo(0.25, 0.05);
    const { error } = await runChain(url('viewer:guess'), { connectTimeoutMs: 1500 }).done;
    expect(error).to.include({ code: 'INPUT_UNREACHABLE' });
    expect(error?.message).to.contain('Unauthorized').and.not.to.contain('guess');
  });

  it('reads RTMP and HTTP-FLV from one server', async () => {
    const server = new MediaServer(await freePort(), await freePort());
    await server.start();
    const pull = (url: string, name: string): Chain =>
      runChain(url, { pace: 'own', output: fixtures.path(name), graceMs: 0, connectTimeoutMs: 8000 });
    const push = runChain(mp4, { pace: 'own', output: `rtmp://127.0.0.1:${server.rtmpPort}/live/a` });
    const chains = [
      pull(`rtmp://127.0.0.1:${server.rtmpPort}/live/a`, 'rtmp.ts'),
      pull(`http://127.0.0.1:${server.flvPort}/live/a.flv`, 'http-flv.ts'),
    ];
    await push.done;
    await server.stop();
    for (const chain of chains) expect((await chain.done).error).to.equal(undefined);
    await expectRun(fixtures.path('rtmp.ts'), slices, 30);
    await expectRun(fixtures.path('http-flv.ts'), slices, 30);
  });

  it('reads UDP', async () => {
    const port = await freePort();
    const output = fixtures.path('udp.ts');
    const chain = runChain(`udp://127.0.0.1:${port}`, { pace: 'own', output, graceMs: 0 });
    const socket = createSocket('udp4');
    const packets = [...packetsOf(readFileSync(ts))];
    const perStep = Math.ceil(packets.length / (SECONDS * 100));
    for (let at = 0; at < packets.length; at += perStep) {
      const datagram = Buffer.concat(packets.slice(at, at + perStep));
      await new Promise((resolve) => socket.send(datagram, port, '127.0.0.1', resolve));
      await sleep(10);
    }
    socket.close();
    expect((await chain.done).error).to.equal(undefined);
    await expectRun(output, await slicesOf(ts), 60);
  });

  it('reads a file that is still being written, to the end that it comes to', async () => {
    const bytes = readFileSync(ts);
    const file = fixtures.path('growing.ts');
    writeFileSync(file, bytes.subarray(0, 100_000));
    const chain = runChain(`file://${file}?live=1`, { pace: 'own', output: fixtures.path('grown.ts'), graceMs: 1500 });
    for (let at = 100_000; at < bytes.length; at += 50_001) {
      await sleep(300);
      appendFileSync(file, bytes.subarray(at, at + 50_001));
    }
    const { error, reason } = await chain.done;
    expect(error).to.equal(undefined);
    expect(reason).to.equal('end-of-input');
    expect((await slicesOf(fixtures.path('grown.ts'))).hashes).to.deep.equal((await slicesOf(ts)).hashes);
  });

  it('goes on where a source is back in time, and loses nothing of what came', async () => {
    const bytes = readFileSync(ts);
    const part = { bytes, seconds: SECONDS };
    const server = await pacedServer('video/mp2t', [part, part]);
    const chain = runChain(server.url('live.ts'), { pace: 'own', graceMs: 1200 });
    const { error, reason } = await chain.done;
    expect({ error, reason }).to.deep.equal({ error: undefined, reason: 'source-lost' });
    expect(chain.video).to.have.length(2 * SECONDS * 30);
    expectGrowing(chain);
  });
});

function peakOf(pcm: Buffer): number {
  let peak = 0;
  for (let at = 0; at < pcm.length; at += 4) peak = Math.max(peak, Math.abs(pcm.readInt16LE(at)));
  return peak;
}
