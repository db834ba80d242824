import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@dubbing/common';
import { expect } from 'chai';
import request from 'supertest';
import { startApp, type App } from '../../../src/app.js';
import { fakeWorkers } from '../../support/fake-worker.js';
import { publishedPath, ScriptedMediaMtx } from '../../support/scripted-mediamtx.js';
import { configWith } from '../../support/specs.js';
import { untilReady } from '../../support/until-ready.js';
import { until } from '../../support/until.js';

const job = { id: 'own', input: 'rtmp://127.0.0.1:9/elsewhere', targetLanguages: ['es'] };

describe('The service beside MediaMTX', () => {
  let app: App;
  let folder: string;
  let server: ScriptedMediaMtx;
  let workers: ReturnType<typeof fakeWorkers>;
  let log: { level: string; msg: string; code?: string }[];

  const start = async (): Promise<void> => {
    const config = configWith({
      port: 0,
      mediaServer: 'mediamtx',
      mediamtxApiUrl: server.url,
      reconcileEveryMs: 20,
      graceMs: 0,
      hlsDir: folder,
      asRunDir: folder,
    });
    const logger = createLogger({ service: 'test', level: 'info', write: (line) => void log.push(JSON.parse(line)) });
    app = await startApp({ config, logger, startWorker: workers.start });
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'media-beside-'));
    workers = fakeWorkers();
    log = [];
    server = await ScriptedMediaMtx.start();
  });
  afterEach(async () => {
    await app.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const started = (): string[] => workers.started.map(({ spec }) => spec.id);
  const anotherRound = async (): Promise<void> => {
    const { lists } = server;
    // The second of two was asked for when the first had been dealt with.
    await until(() => server.lists >= lists + 2);
  };
  const part = async (): Promise<{ status: string; problem?: string; code?: string }> =>
    (await request(app.url).get('/health').expect(200)).body.parts['media-server'];

  it('starts and runs streams while MediaMTX is away, says so, and takes what is published when it is there', async () => {
    const { port } = server;
    await server.close();
    await start();
    await until(() => log.some(({ code }) => code === 'MEDIAMTX_UNREACHABLE'));
    await request(app.url).post('/v1/streams').send(job).expect(201);
    workers.started[0]?.say('live');
    expect((await part()).problem).to.contain(server.url);
    const { body } = await request(app.url).get('/health/ready').expect(503);
    expect(Object.keys(body.problems)).to.deep.equal(['media-server']);
    expect((await request(app.url).get('/metrics')).text).to.contain('media_mediamtx_up 0');
    server = await ScriptedMediaMtx.start(port);
    server.paths = [publishedPath('live/news/in')];
    await until(() => started().includes('news'));
    await untilReady(app.url);
    workers.started[1]?.say('live');
    await server.close();
    await until(() => log.filter(({ code }) => code === 'MEDIAMTX_UNREACHABLE').length === 2);
    expect(workers.started.flatMap(({ ends }) => ends)).to.deep.equal([]);
    expect(app.registry.list().map(({ state }) => state)).to.deep.equal(['live', 'live']);
  });

  it('asks with the account that it answers for itself, and says what to look at where it is refused', async () => {
    const given: string[] = [];
    server.instead = (asked, response) => {
      given.push(asked.headers.authorization ?? '');
      return response.writeHead(401).end() !== undefined;
    };
    await start();
    await until(() => given.length > 0);
    const [, login = ''] = given[0]?.split(' ') ?? [];
    const [user, password] = Buffer.from(login, 'base64').toString().split(':');
    await request(app.url).post('/v1/mediamtx/auth').send({ action: 'api', user, password }).expect(204);
    await until(() => log.some(({ code }) => code === 'MEDIAMTX_REFUSED'));
    const { problem = '', code } = await part();
    expect(code).to.equal('MEDIAMTX_REFUSED');
    expect(problem).to.contain('authHTTPAddress').and.contain('MEDIA_HOOK_SECRET');
    expect(problem).not.to.contain(password);
  });

  it('takes new streams beside a MediaMTX whose version it does not know', async () => {
    server.version = 'v99.0.0';
    server.paths = [publishedPath('live/news/in')];
    await start();
    await until(() => started().includes('news'));
    await until(() => log.some(({ level, msg }) => level === 'warn' && msg.includes('99.0.0')));
    expect(await part()).to.include({ status: 'degraded', version: '99.0.0' });
    await request(app.url).get('/health/ready').expect(200);
  });

  it('does not start a stream again that an operator has ended, until somebody publishes anew', async () => {
    server.paths = [publishedPath('live/news/in', 'first'), { name: 'live/waited-for/in', ready: false, source: null }];
    await start();
    await until(() => started().length === 1);
    await request(app.url).delete('/v1/streams/news').expect(202);
    await anotherRound();
    expect(started()).to.deep.equal(['news']);
    server.paths = [publishedPath('live/news/in', 'second', '2026-01-01T00:01:00Z')];
    await until(() => started().length === 2);
    expect(started()).to.deep.equal(['news', 'news']);
  });

  it('ends the stream of a publish that is gone, though no hook has told of it', async () => {
    server.paths = [publishedPath('live/news/in'), publishedPath('live/news/out/es'), publishedPath('other')];
    await start();
    await until(() => started().length === 1);
    server.paths = [];
    await until(() => workers.started[0]?.ends.length === 1);
    expect(started()).to.deep.equal(['news']);
  });
});
