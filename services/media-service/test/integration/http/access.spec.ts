import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, createLogger } from '@dubbing/common';
import { expect } from 'chai';
import request from 'supertest';
import { startApp, type App } from '../../../src/app.js';
import { fakeWorkers } from '../../support/fake-worker.js';
import { configWith } from '../../support/specs.js';
import { until } from '../../support/until.js';

const secret = 'what-the-hooks-know';
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

describe('HTTP of the media server', () => {
  let app: App;
  let folder: string;
  let log: string;
  let workers: ReturnType<typeof fakeWorkers>;
  const logger = createLogger({ service: 'test', level: 'debug', write: (line) => (log += line) });

  const start = async (accessFile?: string) => {
    workers = fakeWorkers();
    const config = configWith({
      port: 0,
      mediaServer: 'mediamtx',
      hookSecret: secret,
      accessFile,
      hlsDir: join(folder, 'hls'),
      asRunDir: join(folder, 'as-run'),
    });
    app = await startApp({ config, logger, startWorker: workers.start });
  };

  beforeEach(() => {
    log = '';
    folder = mkdtempSync(join(tmpdir(), 'media-access-'));
  });
  afterEach(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const post = (path: string, body: object, authorization?: string) =>
    request(app.url)
      .post(path)
      .set(authorization === undefined ? {} : { authorization })
      .send(body);
  const ask = (body: object) => post('/v1/mediamtx/auth', body, basic('mediamtx', secret));
  const metric = async (name: string) =>
    (await request(app.url).get('/metrics').expect(200)).text.split('\n').filter((line) => line.startsWith(name));

  it('believes hooks by their secret alone, and what runs notices nothing of others', async () => {
    await start();
    const hook = { path: 'live/news/in' };
    expect((await post('/v1/mediamtx/events/ready', hook, `Bearer ${secret}`).expect(200)).body.action).to.equal(
      'started',
    );
    const forged = [
      undefined,
      'Bearer another-secret-of-hooks',
      `Bearer ${secret}x`,
      basic('mediamtx', 'x'),
      'Basic ?',
      secret,
    ];
    for (const authorization of forged) {
      for (const path of ['events/ready', 'events/not-ready', 'auth']) {
        const answer = await post(
          `/v1/mediamtx/${path}`,
          { path: 'live/other/in', action: 'publish' },
          authorization,
        ).expect(401);
        expect(answer.body.error).to.include({ code: 'HOOK_UNAUTHORIZED', retryable: false });
        expect(answer.headers['www-authenticate']).to.equal('Bearer');
      }
      await post('/v1/mediamtx/events/not-ready', hook, authorization).expect(401);
    }
    expect(app.registry.list().map(({ spec }) => spec.id)).to.deep.equal(['news']);
    expect(workers.started[0]?.ends).to.deep.equal([]);
    expect(await metric('media_hook_refusals_total')).to.have.members([
      'media_hook_refusals_total{reason="missing"} 12',
      'media_hook_refusals_total{reason="wrong"} 12',
    ]);
    expect(log.split('\n').filter((line) => line.includes('was refused'))).to.have.length(2);
    expect(log).not.to.contain(secret).and.not.to.contain('another-secret');
  });

  it('answers what MediaMTX of any version asks', async () => {
    writeFileSync(join(folder, 'access.yaml'), 'publish: [news=key-of-the-news]\n');
    await start(join(folder, 'access.yaml'));
    const versions = [
      {
        ip: '10.0.0.1',
        user: '',
        password: 'key-of-the-news',
        action: 'publish',
        path: 'live/news/in',
        protocol: 'srt',
        id: null,
        query: '',
      },
      {
        ip: '10.0.0.1',
        user: 'a',
        password: 'key-of-the-news',
        token: '',
        action: 'publish',
        path: 'live/news/in',
        protocol: 'rtsp',
        id: 'x',
        query: '',
      },
      {
        user: '',
        password: '',
        token: 'key-of-the-news',
        action: 'publish',
        path: 'live/news/in',
        query: '',
        userAgent: 'OBS',
      },
      { user: null, password: null, action: 'publish', path: 'live/news/in', query: 'jwt=key-of-the-news' },
    ];
    for (const body of versions) await ask(body).expect(204);
    const refused = await ask({ ...versions[0], password: 'key-of-the-nobody' }).expect(401);
    expect(refused.body.error).to.include({ code: 'ACCESS_REFUSED' });
    await ask({ ...versions[0], password: '' }).expect(401);
    await ask({ action: 'read', path: 'live/news/in' }).expect(401);
    await ask({ action: 'read', path: 'live/news/out/es' }).expect(204);
    for (const body of [{}, { action: 'publish', path: 7 }, { action: 'publish', query: 'x'.repeat(20_000) }])
      expect((await ask(body).expect(400)).body.error.code).to.equal('CONTRACT_INVALID');
    expect(await metric('media_access_answers_total')).to.include.members([
      'media_access_answers_total{action="publish",outcome="key"} 4',
      'media_access_answers_total{action="publish",outcome="wrong-key"} 1',
      'media_access_answers_total{action="publish",outcome="missing-key"} 1',
      'media_access_answers_total{action="read",outcome="service-only"} 1',
    ]);
    expect(log).not.to.contain('key-of-the');
  });

  it('lets the service in with the account that is in its own URLs, and shows the password nowhere', async () => {
    writeFileSync(join(folder, 'access.yaml'), 'publish: []\nreadDubs: private\n');
    await start(join(folder, 'access.yaml'));
    const answer = await post('/v1/mediamtx/events/ready', { path: 'live/news/in' }, `Bearer ${secret}`).expect(200);
    const { input = '', outputs = [] } = workers.started[0]?.spec ?? {};
    const [, user = '', password = ''] = /streamid=read:live\/news\/in:([^:&]+):([^:&]+)&/.exec(input) ?? [];
    expect(password).to.have.length.above(20);
    const query = new URL(outputs[0]?.url ?? '').search.slice(1);
    expect(query).to.equal(`user=${user}&pass=${password}`);
    const rtmp = { action: 'publish', path: 'live/news/out/es', protocol: 'rtmp', user, password, query };
    await ask(rtmp).expect(204);
    await ask({ ...rtmp, password: `${password.slice(1)}0` }).expect(401);
    await ask({ action: 'read', path: 'live/news/in', protocol: 'srt', user, password }).expect(204);
    await ask({ action: 'api', path: '', user, password }).expect(204);
    workers.started[0]?.say('live');
    const told = [answer.text];
    for (const path of ['/v1/streams', '/v1/streams/news', '/metrics', '/health/ready', '/v1/streams/news/as-run'])
      told.push((await request(app.url).get(path)).text);
    expect(told.join('\n')).to.contain('streamid=[redacted]');
    for (const text of [...told, log]) expect(text).not.to.contain(password);
  });

  it('goes by the access file as it is now', async function () {
    this.timeout(20_000);
    const file = join(folder, 'access.yaml');
    writeFileSync(file, 'publish: []\n');
    await start(file);
    const publish = { action: 'publish', path: 'live/news/in', password: 'key-of-the-news' };
    await ask(publish).expect(401);
    writeFileSync(file, 'publish: [news=key-of-the-news]\n');
    await until(() => log.includes('was read again'));
    await ask(publish).expect(204);
    writeFileSync(file, 'publish: [news\n');
    await until(() => log.includes('cannot be used'));
    const { body } = await request(app.url).get('/health').expect(200);
    expect(body.parts['access-file']).to.include({ status: 'degraded' });
    const ready = await request(app.url).get('/health/ready');
    expect(ready.body.problems ?? {}).not.to.have.property('access-file');
    await ask(publish).expect(204);
  });

  it('does not start with an access file that nobody would keep to', async () => {
    const accessFile = join(folder, 'access.yaml');
    writeFileSync(accessFile, 'publish: []\n');
    const failure = await startApp({ config: configWith({ port: 0, accessFile }), logger }).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(ConfigError);
    expect((failure as ConfigError).field).to.equal('accessFile');
    await start();
  });

  it('does not start with an access file that it cannot read', async () => {
    const file = join(folder, 'access.yaml');
    writeFileSync(file, 'publish: all\n');
    const failure = await start(file).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(ConfigError);
    await start();
  });
});
