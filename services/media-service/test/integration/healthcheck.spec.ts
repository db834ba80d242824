import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { silentLogger } from '@dubbing/common';
import { expect } from 'chai';
import { startApp, type App } from '../../src/app.js';
import { fakeWorkers } from '../support/fake-worker.js';
import { ScriptedMediaMtx } from '../support/scripted-mediamtx.js';
import { configWith } from '../support/specs.js';
import { untilReady } from '../support/until-ready.js';

const script = fileURLToPath(new URL('../../src/healthcheck.js', import.meta.url));

function check(env: Record<string, string>, ...argv: string[]): Promise<{ code: number; lines: string[] }> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env } };
    const child = execFile(process.execPath, [script, ...argv], options, (_error, out, err) => {
      resolve({ code: child.exitCode ?? -1, lines: `${out}${err}`.split('\n').filter((line) => line !== '') });
    });
  });
}

describe('The health check of a container', function () {
  this.timeout(20_000);
  let app: App;
  let mediaMtx: ScriptedMediaMtx;
  let port: string;
  before(async () => {
    mediaMtx = await ScriptedMediaMtx.start();
    const config = configWith({ port: 0, mediaServer: 'mediamtx', mediamtxApiUrl: mediaMtx.url });
    app = await startApp({ config, logger: silentLogger, startWorker: fakeWorkers().start });
    port = new URL(app.url).port;
    await untilReady(app.url);
  });
  after(async () => {
    await app.close();
    await mediaMtx.close();
  });

  it('ends with 0 where the service does its work, by the same configuration', async () => {
    expect(await check({ MEDIA_PORT: port, MEDIA_HOST: '0.0.0.0' })).to.deep.equal({ code: 0, lines: ['ok'] });
  });

  it('ends with 1 and one line where nobody answers or the configuration is none', async () => {
    await app.close();
    const gone = await check({ MEDIA_PORT: port });
    expect(gone.code).to.equal(1);
    expect(gone.lines).to.have.length(1);
    const wrong = await check({ MEDIA_PORT: 'x', MEDIA_MODE: 'loud' });
    expect(wrong.code).to.equal(1);
    expect(wrong.lines).to.have.length(1);
    expect(wrong.lines[0]).to.contain('port').and.contain('mode');
    expect((await check({ MEDIA_PORT: '0' })).lines[0]).to.contain('MEDIA_PORT is 0');
  });
});
