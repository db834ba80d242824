import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { stsError } from '../../src/errors.js';
import type { App } from '../../src/app.js';
import { scripted, startService } from '../support/service.js';

const script = fileURLToPath(new URL('../../src/healthcheck.js', import.meta.url));

function check(env: Record<string, string>, ...argv: string[]): Promise<{ code: number; lines: string[] }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [script, ...argv],
      { env: { ...process.env, ...env } },
      (_error, out, err) => {
        resolve({ code: child.exitCode ?? -1, lines: `${out}${err}`.split('\n').filter((line) => line !== '') });
      },
    );
  });
}

describe('the health check of a container', () => {
  let app: App | undefined;
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });
  const portOf = (started: App): string => new URL(started.url).port;

  it('ends with 0 where the service does its work, by the same configuration', async () => {
    app = await startService();
    expect(await check({ STS_PORT: portOf(app), STS_HOST: '0.0.0.0' })).to.deep.equal({ code: 0, lines: ['ok'] });
  });

  it('ends with 1 where it cannot, and says why', async () => {
    const error = stsError('SYSTEM_PACKAGE_MISSING', 'espeak-ng is not installed');
    const faults = [{ stage: 'tts', family: 'builtin', engine: 'espeak-ng', error } as const];
    app = await startService({ catalogue: { ...scripted(), synthesizers: [], faults } });
    expect(await check({ STS_PORT: portOf(app) })).to.deep.equal({
      code: 1,
      lines: ['unavailable; tts: espeak-ng is not installed'],
    });
  });

  it('ends with 1 and one line where nobody answers or the configuration is none', async () => {
    app = await startService();
    const port = portOf(app);
    await app.close();
    app = undefined;
    const gone = await check({ STS_PORT: port });
    expect(gone.code).to.equal(1);
    expect(gone.lines).to.have.length(1);
    const wrong = await check({ STS_PORT: 'x', STS_MAX_SESSIONS: '0' });
    expect(wrong.code).to.equal(1);
    expect(wrong.lines).to.have.length(1);
    expect(wrong.lines[0]).to.contain('port').and.contain('maxSessions');
    expect((await check({ STS_PORT: '0' })).lines[0]).to.contain('STS_PORT is 0');
  });
}).timeout(20_000);
