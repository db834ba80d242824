import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeWav, silentLogger } from '@dubbing/common';
import { ErrorInfo, ONE_SHOT_PATH, OneShotResponse, parse } from '@dubbing/contracts';
import { expect } from 'chai';
import type { Express } from 'express';
import { readinessSchema } from '../../../src/api/http/describe/operating.js';
import { describeService } from '../../../src/api/http/describe/service.js';
import { createHttpApp, type HttpAppOptions } from '../../../src/api/http/http-app.js';
import type { App } from '../../../src/app.js';
import { stsError } from '../../../src/errors.js';
import { ScriptedRecognizer } from '../../../src/pipeline/testing/fakes.js';
import { asText, openApiFile } from '../../support/openapi-file.js';
import { scripted, startService } from '../../support/service.js';
import { skip } from '../../support/skip.js';

const document = describeService();
const described = Object.entries(document.paths).flatMap(([path, operations]) =>
  Object.keys(operations).map((method) => `${method} ${path}`),
);
const audio = { sampleRateHz: 16_000, channels: 1 };

/** What Express takes, as OpenAPI writes it; without the routes that refuse whatever method a path does not take. */
function routesOf(app: Express): string[] {
  return app.router.stack.flatMap(({ route }) => {
    if (route === undefined) return [];
    const { methods } = route as unknown as { methods: Readonly<Record<string, boolean>> };
    const taken = Object.keys(methods);
    return taken.length > 2 ? [] : taken.map((method) => `${method} ${route.path.replace(/:(\w+)/g, '{$1}')}`);
  });
}

describe('the OpenAPI document', () => {
  it('describes every route that there is, and no other', () => {
    // What the routes do is not asked here.
    const options = { settings: { maxBodyBytes: 1 }, logger: silentLogger } as unknown as HttpAppOptions;
    const there = routesOf(createHttpApp(options));
    expect(there).to.include(`post ${ONE_SHOT_PATH}`);
    expect(described).to.have.members(there);
  });

  it('is the one that is kept in docs/openapi', function () {
    if (!existsSync(join(openApiFile, '../..'))) skip(this, 'docs is not beside this service');
    expect(readFileSync(openApiFile, 'utf8'), 'npm run openapi writes it anew').to.equal(asText(document));
  });

  describe('of the running service', () => {
    let app: App;
    /** What the recogniser throws. */
    let fault: Error | undefined;

    before(async () => {
      const recognizer = new ScriptedRecognizer(() => {
        if (fault !== undefined) throw fault;
        return 'hello world';
      });
      app = await startService({ catalogue: scripted({ recognizer }), config: { oneShotMaxBytes: 100_000 } });
    });
    after(() => app.close());
    beforeEach(() => {
      fault = undefined;
    });

    const post = (query: string, type: string, body: Buffer): Promise<Response> =>
      fetch(`${app.url}${ONE_SHOT_PATH}?${query}`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: new Uint8Array(body),
      });

    it('is served, for tools and for people', async () => {
      const answer = await fetch(`${app.url}/openapi.json`);
      expect(await answer.text()).to.equal(JSON.stringify(document));
      const page = await fetch(`${app.url}/docs`);
      expect(page.headers.get('content-security-policy')).to.contain("default-src 'none'");
      const text = await page.text();
      for (const told of [ONE_SHOT_PATH, 'OneShotResponse', 'targetLanguages']) expect(text).to.contain(told);
      expect(text).not.to.match(/<script/i);
    });

    it('refuses every other method on a path that it describes', async () => {
      for (const [path, operations] of Object.entries(document.paths)) {
        for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']) {
          if (method.toLowerCase() in operations) continue;
          const answer = await fetch(`${app.url}${path}`, { method });
          expect(answer.status, `${method} ${path}`).to.equal(405);
          expect(parse(ErrorInfo, ((await answer.json()) as { error: unknown }).error).code).to.equal(
            'METHOD_NOT_ALLOWED',
          );
        }
      }
    });

    it('tells the status, the type and the codes of whatever is answered', async () => {
      const clip = encodeWav(Buffer.alloc(32_000, 1), audio);
      const query = 'sourceLanguage=en&targetLanguages=es,ca';
      const failing = (code: Parameters<typeof stsError>[0]) => () => {
        fault = stsError(code, 'it is told to fail');
        return post(query, 'audio/wav', clip);
      };
      const asked: [route: string, status: number, ask: () => Promise<Response>][] = [
        [`post ${ONE_SHOT_PATH}`, 200, () => post(query, 'audio/wav', clip)],
        [`post ${ONE_SHOT_PATH}`, 200, () => post(query, 'audio/L16;rate=16000', Buffer.alloc(3200, 1))],
        [`post ${ONE_SHOT_PATH}`, 400, () => post('sourceLanguage=en', 'audio/wav', clip)],
        [`post ${ONE_SHOT_PATH}`, 400, () => post(query, 'audio/wav', clip.subarray(0, 20))],
        [`post ${ONE_SHOT_PATH}`, 400, () => post(query, 'audio/L16;rate=16000', Buffer.alloc(3))],
        [`post ${ONE_SHOT_PATH}`, 413, () => post(query, 'audio/wav', Buffer.alloc(100_001))],
        [`post ${ONE_SHOT_PATH}`, 415, () => post(query, 'audio/mpeg', clip)],
        [`post ${ONE_SHOT_PATH}`, 422, () => post('sourceLanguage=en&targetLanguages=xx', 'audio/wav', clip)],
        [`post ${ONE_SHOT_PATH}`, 502, failing('ENGINE_FAILED')],
        [`post ${ONE_SHOT_PATH}`, 503, failing('ENGINE_CRASHED')],
        [`post ${ONE_SHOT_PATH}`, 504, failing('DEADLINE_EXCEEDED')],
        ['get /health', 200, () => fetch(`${app.url}/health`)],
        ['get /health/live', 200, () => fetch(`${app.url}/health/live`)],
        ['get /health/ready', 200, () => fetch(`${app.url}/health/ready`)],
        ['get /metrics', 200, () => fetch(`${app.url}/metrics`)],
        ['get /openapi.json', 200, () => fetch(`${app.url}/openapi.json`)],
        ['get /docs', 200, () => fetch(`${app.url}/docs`)],
      ];
      const seen = new Set(['get /health/ready 503', 'get /health 503']);
      for (const [route, status, ask] of asked) {
        fault = undefined;
        const answer = await ask();
        expect(answer.status, route).to.equal(status);
        const [method = '', path = ''] = route.split(' ');
        const response = document.paths[path]?.[method]?.responses[status];
        const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
        expect(Object.keys(response?.content ?? {}), `${route} ${status}`).to.deep.equal([type]);
        if (status >= 400) {
          const { code } = parse(ErrorInfo, ((await answer.json()) as { error: unknown }).error);
          expect(response?.description).to.contain(`\`${code}\``);
        } else if (method === 'post') {
          parse(OneShotResponse, await answer.json());
        } else {
          await answer.body?.cancel();
        }
        seen.add(`${route} ${status}`);
      }
      // Every answer that is described was seen; those of a service that is not ready are in the test below.
      const answers = Object.entries(document.paths).flatMap(([path, operations]) =>
        Object.entries(operations).flatMap(([method, { responses }]) =>
          Object.keys(responses).map((status) => `${method} ${path} ${status}`),
        ),
      );
      expect([...seen]).to.have.members(answers);
    });
  });

  it('tells every field of a readiness report', async () => {
    const base = scripted();
    const error = stsError('SYSTEM_PACKAGE_MISSING', 'espeak-ng is not installed', { source: 'espeak-ng' });
    const lacking = { stage: 'tts', family: 'builtin', engine: 'espeak-ng', error } as const;
    const [recognizer] = base.recognizers;
    const recognizers = [{ ...recognizer!, family: 'onnx', provider: 'cpu' } as const];
    const { properties } = readinessSchema as { properties: Record<string, { items?: { properties: object } }> };
    const told = new Set<string>();
    for (const [catalogue, status] of [
      [{ ...base, recognizers, faults: [lacking] }, 200],
      [{ ...base, synthesizers: [], faults: [lacking] }, 503],
    ] as const) {
      const app = await startService({ catalogue });
      try {
        expect((await fetch(`${app.url}/health`)).status).to.equal(status);
        const answer = await fetch(`${app.url}/health/ready`);
        expect(answer.status).to.equal(status);
        const report = (await answer.json()) as { engines: object[] };
        for (const field of Object.keys(report)) told.add(field);
        for (const engine of report.engines) for (const field of Object.keys(engine)) told.add(`engines.${field}`);
      } finally {
        await app.close();
      }
    }
    const known = Object.keys(properties['engines']?.items?.properties ?? {}).map((field) => `engines.${field}`);
    // Scripted engines have no processes.
    expect([...told, 'engines.memoryBytes']).to.have.members([...Object.keys(properties), ...known]);
  });
});
