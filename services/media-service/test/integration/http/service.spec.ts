import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@dubbing/common';
import { parse, StreamStatus } from '@dubbing/contracts';
import { expect } from 'chai';
import request from 'supertest';
import { startApp, type App } from '../../../src/app.js';
import { fakeWorkers } from '../../support/fake-worker.js';
import { configWith } from '../../support/specs.js';

const job = { id: 'news', input: 'rtmp://127.0.0.1:9/live/news', targetLanguages: ['es'] };

describe('HTTP of the service', () => {
  let app: App;
  let hlsDir: string;
  let asRunDir: string;
  let workers: ReturnType<typeof fakeWorkers>;

  beforeEach(async () => {
    hlsDir = mkdtempSync(join(tmpdir(), 'media-http-'));
    asRunDir = mkdtempSync(join(tmpdir(), 'media-as-run-'));
    workers = fakeWorkers();
    const config = configWith({ port: 0, mediaServer: 'mediamtx', hlsDir, asRunDir, graceMs: 0 });
    app = await startApp({ config, logger: silentLogger, startWorker: workers.start });
  });
  afterEach(async () => {
    await app.close();
    for (const folder of [hlsDir, asRunDir]) rmSync(folder, { recursive: true, force: true });
  });

  it('starts, tells, lists and ends a stream', async () => {
    const created = await request(app.url)
      .post('/v1/streams')
      .send(job)
      .expect(201)
      .expect('location', '/v1/streams/news');
    expect(created.body).to.include({ id: 'news', state: 'starting' });
    workers.started[0]?.say('live');
    const asked = await request(app.url).get('/v1/streams/news').expect(200);
    expect(parse(StreamStatus, asked.body)).to.deep.include({
      state: 'live',
      restarts: 0,
      release: { jitterMsP50: 4.5, jitterMsP99: 9.5 },
    });
    const listed = await request(app.url).get('/v1/streams').expect(200);
    expect(listed.body.streams).to.have.length(1);
    await request(app.url).delete('/v1/streams/news').expect(202);
    const ended = await request(app.url).get('/v1/streams/news').expect(200);
    expect(ended.body.state).to.equal('ended');
  });

  it('reads the as-run record of a stream, page by page', async () => {
    await request(app.url).post('/v1/streams').send(job).expect(201);
    const file = workers.started[0]?.spec.asRun?.file ?? '';
    expect(file).to.equal(join(asRunDir, 'news.jsonl'));
    const before = await request(app.url).get('/v1/streams/news/as-run').expect(200);
    expect(before.body.entries).to.deep.equal([]);
    const recordedAt = new Date(Date.now() + 1000).toISOString();
    writeFileSync(file, [0, 1, 2].map((sequence) => `${JSON.stringify({ sequence, recordedAt })}\n`).join(''));
    const path = '/v1/streams/news/as-run?limit=2';
    const first = await request(app.url).get(`${path}&after=${before.body.next}`).expect(200);
    expect(first.body.entries.map(({ sequence }: { sequence: number }) => sequence)).to.deep.equal([0, 1]);
    const second = await request(app.url).get(`${path}&after=${first.body.next}`).expect(200);
    expect(second.body.entries.map(({ sequence }: { sequence: number }) => sequence)).to.deep.equal([2]);
    for (const [query, field] of [
      ['limit=0', 'limit'],
      ['limit=a', 'limit'],
      ['after=x', 'after'],
    ]) {
      const refused = await request(app.url).get(`/v1/streams/news/as-run?${query}`).expect(400);
      expect(refused.body.error).to.include({ code: 'ARGUMENT_INVALID', field });
    }
    await request(app.url).get('/v1/streams/nobody/as-run').expect(404);
  });

  it('sets the record of an earlier stream of the name aside', async () => {
    writeFileSync(join(asRunDir, 'news.jsonl'), '{}\n');
    await request(app.url).post('/v1/streams').send(job).expect(201);
    expect(readdirSync(asRunDir)).to.deep.equal(['news.000001.jsonl']);
  });

  it('hides the credentials of an input', async () => {
    const created = await request(app.url)
      .post('/v1/streams')
      .send({ ...job, input: 'rtmp://me:secret@127.0.0.1/live/a?token=abc' });
    expect(JSON.stringify(created.body)).not.to.match(/secret|abc/);
  });

  const refused: [string, object | string, number, string, string | undefined][] = [
    ['a name with capitals', { ...job, id: 'News' }, 400, 'CONTRACT_INVALID', 'id'],
    ['no input', { ...job, input: undefined }, 400, 'CONTRACT_INVALID', 'input'],
    ['an input of an unknown kind', { ...job, input: 'gopher://x' }, 400, 'CONTRACT_INVALID', 'input'],
    ['no language', { ...job, targetLanguages: [] }, 400, 'CONTRACT_INVALID', 'targetLanguages'],
    ['the source language as target', { ...job, targetLanguages: ['en'] }, 400, 'ARGUMENT_INVALID', 'targetLanguages'],
    ['a delay that is too short', { ...job, delayMs: 5 }, 400, 'CONTRACT_INVALID', 'delayMs'],
    ['something that is not JSON', '{"id":', 400, 'BODY_INVALID', 'body'],
  ];
  for (const [what, body, status, code, field] of refused) {
    it(`refuses ${what}`, async () => {
      const answer = await request(app.url).post('/v1/streams').set('content-type', 'application/json').send(body);
      expect(answer.status).to.equal(status);
      expect(answer.body.error).to.include({ code, field, retryable: false });
      expect(workers.started).to.have.length(0);
    });
  }

  it('refuses a name that is taken', async () => {
    await request(app.url).post('/v1/streams').send(job).expect(201);
    const answer = await request(app.url).post('/v1/streams').send(job).expect(409);
    expect(answer.body.error).to.include({ code: 'STREAM_EXISTS', field: 'id' });
  });

  it('does not know what is not there', async () => {
    for (const path of ['/v1/streams/none', '/hls/none/master.m3u8']) {
      const answer = await request(app.url).get(path).expect(404);
      expect(answer.body.error.code).to.equal('STREAM_UNKNOWN');
    }
    await request(app.url).delete('/v1/streams/none').expect(404);
    const answer = await request(app.url).get('/nowhere').expect(404);
    expect(answer.body.error.code).to.equal('ROUTE_UNKNOWN');
  });

  it('takes the hooks of a media server, duplicate and spurious ones too', async () => {
    const hook = (kind: string, path: string) =>
      request(app.url)
        .post(`/v1/mediamtx/events/${kind}`)
        .send({ path, query: '', sourceType: 'rtmpConn', sourceId: '1' });
    expect((await hook('ready', 'live/news/in').expect(200)).body.action).to.equal('started');
    expect((await hook('ready', 'live/news/in').expect(200)).body.action).to.equal('running');
    expect((await hook('ready', 'live/news/out').expect(200)).body.action).to.equal('ignored');
    expect((await hook('not-ready', 'live/news/out').expect(200)).body.action).to.equal('ignored');
    expect(app.registry.isRunning('news')).to.equal(true);
    expect((await hook('not-ready', 'live/news/in').expect(200)).body.action).to.equal('ending');
    await app.registry.get('news').closed;
    expect((await hook('not-ready', 'live/news/in').expect(200)).body.action).to.equal('ignored');
    expect((await hook('ready', '').expect(400)).body.error).to.include({ code: 'CONTRACT_INVALID', field: 'path' });
  });

  it('serves HLS to any page, playlists fresh and segments for keeps', async () => {
    await request(app.url).post('/v1/streams').send(job).expect(201);
    const waiting = await request(app.url).get('/hls/news/master.m3u8').expect(404);
    expect(waiting.body.error.retryable).to.equal(true);
    mkdirSync(join(hlsDir, 'news/audio-es'), { recursive: true });
    for (const name of ['master.m3u8', 'audio-es/a-1.m4s', 'audio-es/a-1.vtt'])
      writeFileSync(join(hlsDir, 'news', name), 'x');
    const master = await request(app.url).get('/hls/news/master.m3u8').expect(200);
    expect(master.headers).to.include({
      'content-type': 'application/vnd.apple.mpegurl',
      'cache-control': 'no-cache',
      'access-control-allow-origin': '*',
    });
    const segment = await request(app.url).get('/hls/news/audio-es/a-1.m4s').expect(200);
    expect(segment.headers['content-type']).to.equal('audio/iso.segment');
    expect(segment.headers['cache-control']).to.contain('immutable');
    const captions = await request(app.url).get('/hls/news/audio-es/a-1.vtt').expect(200);
    expect(captions.headers['content-type']).to.equal('text/vtt; charset=utf-8');
    await request(app.url)
      .get('/hls/news/%2e%2e/%2e%2e/etc/passwd')
      .expect((answer) => expect(answer.status).to.be.within(400, 499));
  });

  it('serves the player page with its own player', async () => {
    const page = await request(app.url).get('/watch/news').expect(200).expect('content-type', /html/);
    expect(page.text).to.contain('/watch/assets/hls.js');
    await request(app.url)
      .get('/watch/assets/hls.js')
      .expect(200)
      .expect('content-type', /javascript/);
    await request(app.url).get('/watch/assets/watch.js').expect(200);
    await request(app.url).get('/watch/NOT%20A%20NAME').expect(404);
  });

  it('tells how it is, and what it counts', async () => {
    await request(app.url).get('/health/live').expect(200);
    const ready = await request(app.url).get('/health/ready').expect(503);
    expect(ready.body.status).to.equal('not-ready');
    expect(ready.body.problems['media-server']).to.match(/MediaMTX/);
    await request(app.url).post('/v1/streams').send(job).expect(201);
    workers.started[0]?.say('live');
    const metrics = await request(app.url).get('/metrics').expect(200);
    expect(metrics.text).to.contain('media_streams{state="live"} 1');
    expect(metrics.text).to.contain('media_fragments{stream="news",language="es",outcome="spoken"} 3');
    expect(metrics.text).to.contain('media_release_jitter_ms{stream="news",quantile="0.99"} 9.5');
    expect(metrics.text).to.contain('media_dub_lag_ms{stream="news",language="es",quantile="0.99"} 90');
    expect(metrics.text).to.match(/media_http_requests_total\{method="POST",route="v1",status="201"\} 1/);
  });
});

describe('a busy port', () => {
  it('is an error that names the port and the variable', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    try {
      for (const changes of [
        { port, mediaServer: 'mediamtx' as const },
        { port: 0, rtmpPort: port },
      ]) {
        const error: { code?: string; field?: string; message?: string } = await startApp({
          config: configWith(changes),
          logger: silentLogger,
        }).then(
          () => ({}),
          (cause: { code?: string }) => cause,
        );
        expect(error).to.include({
          code: 'PORT_IN_USE',
          field: 'rtmpPort' in changes ? 'MEDIA_RTMP_PORT' : 'MEDIA_PORT',
        });
        expect(error.message).to.contain(String(port));
      }
    } finally {
      other.close();
    }
  });
});
