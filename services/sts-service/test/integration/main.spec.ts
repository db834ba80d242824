import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { testModels } from '../support/test-models.js';

const main = fileURLToPath(new URL('../../src/main.js', import.meta.url));

interface Run {
  readonly child: ChildProcess;
  readonly errors: () => string;
  /** The next log line with this message. */
  readonly line: (msg: string) => Promise<Record<string, unknown>>;
  readonly ended: Promise<number | null>;
}

/** The service as `npm start` runs it. */
function run(env: Record<string, string>, ...argv: string[]): Run {
  const child = spawn(process.execPath, [main, ...argv], { env: { ...process.env, ...env } });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (msg: string): Promise<Record<string, unknown>> => {
    for (;;) {
      const next = await lines.next();
      if (next.done === true) throw new Error(`the service ended without "${msg}": ${errors}`);
      const read = JSON.parse(next.value) as Record<string, unknown>;
      if (read['msg'] === msg) return read;
    }
  };
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, errors: () => errors, line, ended };
}

describe('npm start', () => {
  it('tells its URL, serves, and ends cleanly on SIGTERM', async () => {
    const { child, line, ended, errors } = run({ STS_PORT: '0' });
    const { url } = await line('listening');
    expect((await fetch(`${String(url)}/health/live`)).status).to.equal(200);
    child.kill('SIGTERM');
    expect(await line('ending')).to.include({ signal: 'SIGTERM' });
    expect(await ended).to.equal(0);
    expect(errors()).to.equal('');
  });

  it('loads a model that has come since it started, when it is told to', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'sts-models-'));
    const env = { STS_PORT: '0', STS_MODELS_DIR: dir, STS_POCKETSPHINX_MODEL_DIR: '/no/model' };
    const { child, line, ended } = run(env);
    try {
      const { url } = await line('listening');
      await line('not ready');
      cpSync(join(testModels, 'whisper-tiny-random'), join(dir, 'whisper'), { recursive: true });
      child.kill('SIGUSR2');
      expect(await line('new models')).to.deep.include({ models: ['whisper'] });
      const report = (await (await fetch(`${String(url)}/health/ready`)).json()) as { engines: { name: string }[] };
      expect(report.engines.map(({ name }) => name)).to.include('whisper');
    } finally {
      child.kill('SIGTERM');
      await ended;
      rmSync(dir, { recursive: true });
    }
  }).timeout(60_000);

  it('ends with 1 and names the port when it is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const port = String((other.address() as AddressInfo).port);
    const { ended, errors } = run({ STS_PORT: port });
    expect(await ended).to.equal(1);
    expect(errors()).to.match(new RegExp(`^sts-service: port ${port} of 127\\.0\\.0\\.1 is in use`));
    other.close();
    await once(other, 'close');
  });

  it('ends with 1 and tells every fault of its configuration', async () => {
    const { ended, errors } = run({ STS_PORT: 'x', STS_MAX_SESSIONS: '0' }, '--config', '/no/such/file.yaml');
    expect(await ended).to.equal(1);
    expect(errors()).to.contain('port').and.contain('maxSessions').and.contain('/no/such/file.yaml');
    expect(errors()).not.to.contain('    at ');
  });
});
