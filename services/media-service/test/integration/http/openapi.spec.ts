import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@dubbing/common';
import { expect } from 'chai';
import type { Router } from 'express';
import { startApp, type App } from '../../../src/app.js';
import { describeService } from '../../../src/http/describe/service.js';
import { routersOf, type HttpParts } from '../../../src/http/server.js';
import { fakeWorkers } from '../../support/fake-worker.js';
import { asText, openApiFile } from '../../support/openapi-file.js';
import { ScriptedMediaMtx } from '../../support/scripted-mediamtx.js';
import { configWith } from '../../support/specs.js';
import { untilReady } from '../../support/until-ready.js';

const document = describeService();
const described = Object.entries(document.paths).flatMap(([path, operations]) =>
  Object.keys(operations).map((method) => `${method} ${path}`),
);

/** What a router of Express takes, as OpenAPI writes it: `get /hls/{id}/{file}` for `/:id{/*file}` below `/hls`. */
function routesOf(below: string, router: Router): string[] {
  return router.stack.flatMap(({ route }) => {
    if (route === undefined) return [];
    const path = route.path.replace(/\{\/\*(\w+)\}/g, '/{$1}').replace(/:(\w+)/g, '{$1}');
    const whole = `${below}${path}`.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
    const { methods } = route as unknown as { methods: Readonly<Record<string, boolean>> };
    return Object.keys(methods).map((method) => `${method} ${whole}`);
  });
}

describe('The OpenAPI document', function () {
  this.timeout(10_000);

  it('describes every route that there is, and no other', () => {
    // What routes do with them is not asked here.
    const parts = { hlsRoot: tmpdir() } as unknown as HttpParts;
    const there = routersOf(parts).flatMap(([path, router]) => routesOf(path, router));
    expect(described).to.have.members(there);
    expect(new Set(there).size).to.equal(there.length);
  });

  it('is the one that is kept in docs/openapi', function () {
    if (!existsSync(join(openApiFile, '../..'))) {
      console.log('      skipped: docs is not beside this service');
      this.skip();
    }
    expect(readFileSync(openApiFile, 'utf8'), 'npm run openapi writes it anew').to.equal(asText(document));
  });

  describe('of the running service', () => {
    let app: App;
    let mediaMtx: ScriptedMediaMtx;
    let hlsDir: string;
    const secret = 'what-the-hooks-know';

    before(async () => {
      hlsDir = mkdtempSync(join(tmpdir(), 'media-openapi-'));
      mediaMtx = await ScriptedMediaMtx.start();
      const config = configWith({
        port: 0,
        mediaServer: 'mediamtx',
        mediamtxApiUrl: mediaMtx.url,
        hookSecret: secret,
        hlsDir,
        graceMs: 0,
        maxStreams: 2,
      });
      app = await startApp({ config, logger: silentLogger, startWorker: fakeWorkers().start });
      await untilReady(app.url);
    });
    after(async () => {
      await app.close();
      await mediaMtx.close();
      rmSync(hlsDir, { recursive: true, force: true });
    });

    const ask = (path: string, method = 'GET', body?: object, headers = {}): Promise<Response> =>
      fetch(`${app.url}${path}`, {
        method,
        headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });

    it('is served, for tools and for people', async () => {
      expect(await (await ask('/openapi.json')).json()).to.deep.equal(JSON.parse(asText(document)));
      const page = await ask('/docs');
      expect(page.headers.get('content-security-policy')).to.contain("default-src 'none'");
      const text = await page.text();
      for (const route of ['/v1/streams/{id}/captions', '/hls/{id}/{file}', 'CreateStream']) {
        expect(text).to.contain(route);
      }
      expect(text).not.to.match(/<script|https?:\/\/(?!127\.0\.0\.1)[\w.]*\.(com|org|net)\b.*\.(js|css)/);
    });

    it('tells the status and the type of whatever is answered', async () => {
      mkdirSync(join(hlsDir, 'news/captions-es'), { recursive: true });
      const files = ['master.m3u8', 'a.mp4', 'a.m4s', 'audio-es/a.m4s', 'audio-es/a.mp4', 'captions-es/a.vtt'];
      mkdirSync(join(hlsDir, 'news/audio-es'));
      const job = { id: 'news', input: 'rtmp://127.0.0.1:9/live/news', targetLanguages: ['es'] };
      const asked: [method: string, route: string, path: string, status: number, body?: object][] = [
        ['POST', '/v1/streams', '/v1/streams', 201, job],
        ['POST', '/v1/streams', '/v1/streams', 409, job],
        ['POST', '/v1/streams', '/v1/streams', 400, { ...job, id: 'No' }],
        ['POST', '/v1/mediamtx/events/ready', '/v1/mediamtx/events/ready', 200, { path: 'live/second/in' }],
        ['POST', '/v1/mediamtx/events/ready', '/v1/mediamtx/events/ready', 503, { path: 'live/third/in' }],
        ['POST', '/v1/mediamtx/events/ready', '/v1/mediamtx/events/ready', 400, {}],
        ['POST', '/v1/mediamtx/events/ready', '/v1/mediamtx/events/ready', 401, { path: 'live/third/in' }],
        ['POST', '/v1/mediamtx/events/not-ready', '/v1/mediamtx/events/not-ready', 401, { path: 'live/second/in' }],
        ['POST', '/v1/mediamtx/auth', '/v1/mediamtx/auth', 204, { action: 'publish', path: 'live/third/in' }],
        ['POST', '/v1/mediamtx/auth', '/v1/mediamtx/auth', 400, { action: 7 }],
        ['POST', '/v1/mediamtx/auth', '/v1/mediamtx/auth', 401, { action: 'publish', path: 'live/third/in' }],
        ['POST', '/v1/streams', '/v1/streams', 503, { ...job, id: 'fourth' }],
        ['GET', '/v1/streams', '/v1/streams', 200],
        ['GET', '/v1/streams/{id}', '/v1/streams/news', 200],
        ['GET', '/v1/streams/{id}', '/v1/streams/none', 404],
        ['GET', '/v1/streams/{id}/as-run', '/v1/streams/news/as-run', 200],
        ['GET', '/v1/streams/{id}/as-run', '/v1/streams/news/as-run?limit=0', 400],
        ['GET', '/v1/streams/{id}/as-run', '/v1/streams/none/as-run', 404],
        ['GET', '/v1/streams/{id}/captions', '/v1/streams/news/captions', 200],
        ['GET', '/v1/streams/{id}/captions', '/v1/streams/none/captions', 404],
        ...files.map((file): (typeof asked)[number] => ['GET', '/hls/{id}/{file}', `/hls/news/${file}`, 200]),
        ['GET', '/hls/{id}/{file}', '/hls/news/nothing.m4s', 404],
        ['GET', '/watch/{id}', '/watch/news', 200],
        ['GET', '/watch/{id}', '/watch/NO%20NAME', 404],
        ['GET', '/watch/assets/hls.js', '/watch/assets/hls.js', 200],
        ['GET', '/watch/assets/{file}', '/watch/assets/watch.js', 200],
        ['GET', '/watch/assets/{file}', '/watch/assets/watch.css', 200],
        ['GET', '/watch/assets/{file}', '/watch/assets/nothing.js', 404],
        ['GET', '/health', '/health', 200],
        ['GET', '/health/live', '/health/live', 200],
        ['GET', '/health/ready', '/health/ready', 200],
        ['GET', '/metrics', '/metrics', 200],
        ['GET', '/openapi.json', '/openapi.json', 200],
        ['GET', '/docs', '/docs', 200],
        ['POST', '/v1/mediamtx/events/not-ready', '/v1/mediamtx/events/not-ready', 200, { path: 'live/second/in' }],
        ['POST', '/v1/mediamtx/events/not-ready', '/v1/mediamtx/events/not-ready', 400, {}],
        ['DELETE', '/v1/streams/{id}', '/v1/streams/news', 202],
        ['DELETE', '/v1/streams/{id}', '/v1/streams/none', 404],
        ['GET', '/v1/streams/{id}/captions', '/v1/streams/news/captions', 204],
      ];
      const told: string[] = [];
      for (const [method, route, path, status, body] of asked) {
        if (route.startsWith('/hls')) for (const file of files) writeFileSync(join(hlsDir, 'news', file), 'x');
        const known = status === 401 ? {} : { authorization: `Bearer ${secret}` };
        const answer = await ask(path, method, body, known);
        await answer.body?.cancel();
        const where = `${method.toLowerCase()} ${route}`;
        expect(answer.status, `${method} ${path}`).to.equal(status);
        const { content = {} } = document.paths[route]?.[method.toLowerCase()]?.responses[status] ?? {};
        const type = answer.headers.get('content-type')?.split(';')[0];
        expect(type === undefined ? [] : [type], `${method} ${path}`).to.deep.equal(
          Object.keys(content).filter((known) => known === type),
        );
        told.push(`${where} ${status}`);
      }
      // Every answer that is described was seen, but for the one of a media server that is away.
      const answers = Object.entries(document.paths).flatMap(([path, operations]) =>
        Object.entries(operations).flatMap(([method, { responses }]) =>
          Object.keys(responses).map((status) => `${method} ${path} ${status}`),
        ),
      );
      expect([...new Set(told), 'get /health/ready 503']).to.have.members(answers);
    });
  });
});
