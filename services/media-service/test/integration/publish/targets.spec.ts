import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { readFileSync } from 'node:fs';
import { silentLogger } from '@dubbing/common';

import type { OutputRun } from '../../../src/media/as-run.js';
import { openOutput, type Output, type OutputOptions } from '../../../src/publish/output.js';
import { Fixtures, temporaryFolder } from '../../support/media/fixtures.js';
import { freePort } from '../../support/media/listen.js';
import { play, programmeOf, type Programme } from '../../support/media/programme.js';
import { ScriptedRtmpServer, type RtmpVisit, type ScriptedAnswers } from '../../support/media/rtmp-server.js';
import { until } from '../../support/until.js';

const AUDIO = 8;
const VIDEO = 9;
const KEY_FRAME = 0x17;

describe('several targets of one language', function () {
  this.timeout(60_000);
  const fixtures = new Fixtures(temporaryFolder(), 2);
  const outputs: Output[] = [];
  const servers: ScriptedRtmpServer[] = [];
  const holes: Server[] = [];
  let programme: Programme;

  before(async () => {
    programme = await programmeOf(await fixtures.both('t.mp4', 'mp4mux'));
  });
  afterEach(async () => {
    await Promise.all(outputs.splice(0).map((output) => output.close()));
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    holes.splice(0).forEach((hole) => hole.close());
  });

  const open = (url: string, options: Partial<OutputOptions> = {}): Output => {
    const output = openOutput({ url, language: 'es', video: programme.config, logger: silentLogger, ...options });
    outputs.push(output);
    return output;
  };
  const serve = async (answers: ScriptedAnswers = {}): Promise<{ server: ScriptedRtmpServer; port: number }> => {
    const server = new ScriptedRtmpServer(answers);
    servers.push(server);
    return { server, port: await server.start() };
  };

  it('do not disturb each other: one hangs, one refuses, one leaves every second, one is no server at all', async () => {
    const good = await serve();
    const hanging = await serve({ hangs: true });
    const leaving = await serve({ onPublishing: (socket) => setTimeout(() => socket.destroy(), 1000) });
    const refusing = await serve({ publish: () => ({ level: 'error', code: 'NetStream.Publish.BadName' }) });
    const hole = createServer((socket) => socket.pause());
    holes.push(hole);
    await new Promise<void>((resolve) => hole.listen(0, '127.0.0.1', resolve));
    const patient = { maxWaitingBytes: 256 * 1024, stalledMs: 60_000 };
    const url = (port: number) => `rtmp://127.0.0.1:${port}/live/key`;
    const runs: OutputRun[] = [];
    const [goodOut, hangingOut, leavingOut, refusingOut, holeOut, deadOut] = [
      open(url(good.port)),
      open(url(hanging.port), patient),
      open(url(leaving.port), { onSessionStart: (run) => runs.push(run) }),
      open(url(refusing.port)),
      open(url((hole.address() as AddressInfo).port), patient),
      open(url(await freePort())),
    ] as const;
    // More than the buffers of the system hold for who does not read.
    const fat = programme.video.map((unit) => ({ ...unit, data: Buffer.concat([unit.data, Buffer.alloc(24_000)]) }));
    const pictures = await play({ ...programme, video: fat }, outputs, { speed: 4, over: (count) => count >= 900 });
    await goodOut.close();
    const taken = () => good.server.visits[0]?.media.filter(({ type }) => type === VIDEO).length;
    // The first message of a track is its configuration.
    await until(() => taken() === pictures + 1);
    expect(good.server.visits).to.have.length(1);
    expect(goodOut.dropped, 'sound before the first key frame').to.be.below(10);

    expect(hangingOut.dropped).to.be.above(100);
    expect(hanging.server.visits).to.have.length(1);
    expect(holeOut.state).to.equal('connecting');
    expect(holeOut.dropped).to.be.above(100);
    expect(deadOut.state).to.equal('retrying');
    expect(deadOut.error?.message).to.contain('ECONNREFUSED');
    expect(refusingOut.error).to.include({ code: 'OUTPUT_REFUSED', retryable: true });
    expect(refusingOut.error?.message).to.contain('NetStream.Publish.BadName');

    expect(leavingOut.restarts).to.be.above(1);
    const begun = leaving.server.visits.filter(({ media }) => media.length > 3);
    expect(begun.length).to.be.above(1);
    expect(runs).to.have.length.of.at.least(begun.length);
    begun.forEach((each, index) => expectGoodStart(each, programme, runs[index]));
  });

  it('go on with the sound where it should be, session after session', async () => {
    const leavesAfter = 30;
    const { server, port } = await serve({ leavesAfter });
    const runs: OutputRun[] = [];
    const output = open(`rtmp://127.0.0.1:${port}/live/key`, { onSessionStart: (run) => runs.push(run) });
    await play(programme, [output], { speed: 2, over: () => output.restarts >= 3 });
    await output.close();
    const begun = server.visits.filter(({ media }) => media.length >= leavesAfter);
    expect(begun).to.have.length.of.at.least(3);
    begun.forEach((visit, index) => expectGoodStart(visit, programme, runs[index]));
    const zeros = runs.map(({ zeroPtsNs }) => zeroPtsNs);
    expect(zeros).to.deep.equal([...zeros].sort((a, b) => Number(a - b)));
  });

  it('end when all has arrived, however slowly the server reads, and without the one that reads no more', async () => {
    const slow = await serve({ bytesPerS: 3_000_000 });
    const hanging = await serve({ hangs: true });
    const url = (port: number) => `rtmp://127.0.0.1:${port}/live/key`;
    const maxWaitingBytes = 64 * 1024 * 1024;
    const [slowOut, hangingOut] = [
      open(url(slow.port), { maxWaitingBytes }),
      open(url(hanging.port), { maxWaitingBytes }),
    ];
    // More than the slow one reads within the patience that is had with the other one.
    const fat = programme.video.map((unit) => ({ ...unit, data: Buffer.concat([unit.data, Buffer.alloc(90_000)]) }));
    await until(() => slow.server.visits.length === 1);
    const pictures = await play({ ...programme, video: fat }, [slowOut, hangingOut], {
      speed: 100,
      over: (count) => count >= 180,
    });
    await Promise.all([slowOut.close(), hangingOut.close()]);
    const got = () => slow.server.visits[0]?.media.filter(({ type }) => type === VIDEO).length;
    await until(() => got() === pictures + 1);
    expect(slowOut.restarts).to.equal(0);
    expect([slowOut.state, hangingOut.state]).to.deep.equal(['closed', 'closed']);
  });

  it('tell a source that can wait when they are behind, and when they have caught up', async () => {
    const [slow, hanging] = [await serve({ bytesPerS: 20_000_000 }), await serve({ hangs: true })];
    const maxWaitingBytes = 64 * 1024 * 1024;
    const [slowOut, hangingOut] = [slow, hanging].map(({ port }) =>
      open(`rtmp://127.0.0.1:${port}/live/key`, { maxWaitingBytes, stalledMs: 1500 }),
    ) as [Output, Output];
    expect([slowOut.isBehind, hangingOut.isBehind]).to.deep.equal([false, false]);
    const fat = programme.video.map((unit) => ({ ...unit, data: Buffer.concat([unit.data, Buffer.alloc(90_000)]) }));
    const given = { ...programme, video: fat };
    const pictures = await play(given, [slowOut, hangingOut], { speed: 100, over: (count) => count >= 180 });
    expect([slowOut.isBehind, hangingOut.isBehind]).to.deep.equal([true, true]);
    await slowOut.caughtUp();
    expect(slowOut.isBehind).to.equal(false);
    expect(slowOut.restarts).to.equal(0);
    await hangingOut.caughtUp();
    await until(() => hangingOut.restarts > 0);
    expect(hangingOut.isBehind).to.equal(false);
    await slowOut.close();
    const got = () => slow.server.visits[0]?.media.filter(({ type }) => type === VIDEO).length;
    await until(() => got() === pictures + 1);
  });

  it('notice a server that answers no more while the system would still take what is sent', async () => {
    const { server, port } = await serve({ hangs: true });
    const output = open(`rtmp://127.0.0.1:${port}/live/key`, { stalledMs: 1500 });
    const healthy = await serve();
    const beside = open(`rtmp://127.0.0.1:${healthy.port}/live/key`, { stalledMs: 1500 });
    // Two megabytes at most, which the buffers of the system hold.
    await play(programme, [output, beside], { speed: 2, over: (count) => output.restarts > 0 || count > 700 });
    expect(output.error?.message).to.contain('took nothing');
    expect(server.visits).to.have.length(1);
    expect(beside.restarts).to.equal(0);
  });

  it('say who they are where a server asks for it, and show no password', async () => {
    const said: string[] = [];
    const { server, port } = await serve({
      connect: ({ app }) => {
        said.push(app as string);
        const reject = '[ AccessManager.Reject ] : [ authmod=adobe ] : ';
        const refusal = (description: string) => ({
          level: 'error',
          code: 'NetConnection.Connect.Rejected',
          description,
        });
        if (said.length === 1) return refusal('[ AccessManager.Reject ] : [ code=403 need auth; authmod=adobe ] : ');
        if (said.length === 2) return refusal(`${reject}?reason=needauth&user=me&salt=s&challenge=c&opaque=o`);
        return undefined;
      },
    });
    const output = open(`rtmp://me:secret-word@127.0.0.1:${port}/live/key?token=1`);
    await play(programme, [output], { speed: 4, over: () => output.state === 'live' });
    expect(said[0]).to.equal('live');
    expect(said[1]).to.equal('live?authmod=adobe&user=me');
    expect(said[2]).to.match(/^live\?authmod=adobe&user=me&challenge=.+&response=.+&opaque=o$/);
    expect(server.visits.at(-1)?.stream).to.equal('key?token=1');
    expect(output.maskedUrl).not.to.contain('secret-word');
  });

  it('are told of without their key, also where a server repeats it', async () => {
    const description = 'live/abc?t=xyz is not on air';
    const { port } = await serve({
      publish: () => ({ level: 'error', code: 'NetStream.Publish.Denied', description }),
    });
    const address = `rtmp://127.0.0.1:${port}/live`;
    const output = open(`${address}/abc?t=xyz`, { masked: `${address}/[redacted]?[redacted]` });
    await play(programme, [output], { speed: 4, over: () => output.restarts > 0 });
    expect(output.error?.message).to.contain('live/[redacted]?t=[redacted] is not on air');
    expect(output.error?.source).to.equal(`${address}/[redacted]?[redacted]`);
  });

  it('are reached over TLS, and only where the certificate is trusted', async () => {
    const [key, cert] = [fixtures.path('key.pem'), fixtures.path('cert.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    execFileSync('openssl', [...words, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    const tls = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
    const { server, port } = await serve({ tls });
    const trusting = open(`rtmps://localhost:${port}/live/key`, { ca: tls.cert });
    const wary = open(`rtmps://localhost:${port}/live/key`);
    await play(programme, [trusting, wary], { speed: 4, over: () => trusting.state === 'live' && wary.restarts > 0 });
    expect(wary.error?.message).to.match(/certificate/i);
    expect(server.visits.some(({ stream }) => stream === 'key')).to.equal(true);
  });

  it('leave nothing behind that grows, however often they fail', async () => {
    const { port } = await serve({ publish: () => ({ level: 'error', code: 'NetStream.Publish.Denied' }) });
    const refused = `rtmp://127.0.0.1:${await freePort()}/live/key`;
    const { SessionFactory } = await import('../../../src/publish/session-factory.js');
    const { targetOf } = await import('../../../src/publish/target.js');
    const urls = [refused, `rtmp://127.0.0.1:${port}/live/key`, `srt://127.0.0.1:${await freePort()}`];
    for (const url of urls) {
      const sessions = new SessionFactory(targetOf(url), { language: 'es' });
      const fail = async (times: number): Promise<void> => {
        for (let time = 0; time < times; time += 1) {
          const session = sessions.open(programme.config, false);
          expect(await session.ended, url).to.have.property('retryable', true);
          session.stop();
        }
      };
      await fail(100);
      const growths: { heap: number; native: number }[] = [];
      for (let round = 0; round < 3; round += 1) {
        const before = await memoryBytes();
        await fail(150);
        servers.forEach((server) => server.visits.splice(0));
        const after = await memoryBytes();
        growths.push({ heap: after.heap - before.heap, native: after.native - before.native });
      }
      // What is kept of each attempt grows in every round; what the rest of the process does at the same time does not.
      // A pipeline for each attempt, which nobody frees, would be 8 MB in each.
      expect(Math.min(...growths.map(({ native }) => native)), `${url}, outside the heap`).to.be.below(4 * 1024 * 1024);
      expect(Math.min(...growths.map(({ heap }) => heap)), `${url}, heap`).to.be.below(200 * 1024);
    }
  });

  it('are connected again soon to a server that tires of waiting for a source that is away', async () => {
    const { port } = await serve({ onPublishing: (socket) => setTimeout(() => socket.destroy(), 1100) });
    const delaysMs: unknown[] = [];
    const warn = (_: string, { delayMs }: { delayMs?: unknown } = {}): unknown => delaysMs.push(delayMs);
    open(`rtmp://127.0.0.1:${port}/live/key`, { logger: { ...silentLogger, warn } });
    await until(() => delaysMs.length === 2);
    // With a growing delay the second one would be at least 500 ms.
    for (const delayMs of delaysMs) expect(delayMs).to.be.below(500);
  });

  it('wait for a server that comes late, and lose nothing but what was before it', async () => {
    const port = await freePort();
    const output = open(`srt://127.0.0.1:${port}`);
    await play(programme, [output], { speed: 2, over: () => output.restarts > 0 });
    await until(() => output.state === 'retrying');
    expect(output.error?.message).to.contain('ECONNREFUSED');
  });
});

/** It begins with the configurations and a key frame at zero; the sound follows within a frame, and its times are those of the programme. */
function expectGoodStart({ media }: RtmpVisit, { audio }: Programme, run: OutputRun | undefined): void {
  const pictures = media.filter(({ type }) => type === VIDEO);
  const sounds = media.filter(({ type, payload }) => type === AUDIO && payload[1] === 1);
  expect(pictures[0]?.payload.subarray(0, 2).toString('hex'), 'configuration').to.equal('1700');
  expect(pictures[1]?.payload[0], 'key frame').to.equal(KEY_FRAME);
  expect(pictures[1]?.timestampMs).to.equal(0);
  if (sounds[0] !== undefined) expect(sounds[0].timestampMs).to.be.below(22);
  if (run === undefined) throw new Error('the session was not told of');
  for (const { timestampMs, payload } of sounds) {
    const unit = audio.find(({ data }) => data.equals(payload.subarray(2)));
    if (unit === undefined) throw new Error('a frame of sound that was never given');
    const periodMs = 2000;
    const offMs = (timestampMs + Number(run.zeroPtsNs - unit.ptsNs) / 1e6) % periodMs;
    // Silence has frames that are like each other: those say nothing about the time.
    if (audio.filter(({ data }) => data.equals(unit.data)).length === 1) {
      expect(Math.min(Math.abs(offMs), periodMs - Math.abs(offMs))).to.be.below(0.6);
    }
  }
}

async function memoryBytes(): Promise<{ heap: number; native: number }> {
  const { setFlagsFromString } = await import('node:v8');
  const { runInNewContext } = await import('node:vm');
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < 3; round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  const { heapUsed, heapTotal, rss } = process.memoryUsage();
  return { heap: heapUsed, native: rss - heapTotal };
}
