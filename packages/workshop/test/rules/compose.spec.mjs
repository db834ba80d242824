import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inRepository } from '../../src/paths.mjs';

const run = promisify(execFile);
const secrets = ['MEDIA_HOOK_SECRET', 'GRAFANA_ADMIN_PASSWORD', 'REDIS_PASSWORD'];
const always = ['grafana', 'media-service', 'mediamtx', 'prometheus', 'redis'];

describe('What Docker Compose is told', function () {
  this.timeout(60_000);
  /** @type {string} */
  let folder;

  before(async function () {
    folder = await mkdtemp(join(tmpdir(), 'compose-'));
    try {
      await run('docker', ['compose', 'version']);
    } catch {
      process.stdout.write('      skipped: there is no docker compose here\n');
      this.skip();
    }
  });
  after(() => rm(folder, { recursive: true }));

  /**
   * What compose makes of a file, with `.env.example` filled in and nothing else of this environment.
   *
   * @param {string} file
   * @param {string} profiles
   * @param {Record<string, string>} [lines] of `.env`, in place of those of the example
   */
  async function config(file, profiles, lines = {}) {
    const example = await readFile(inRepository('dockerfiles', '.env.example'), 'utf8');
    const filled = { ...Object.fromEntries(secrets.map((name) => [name, 'not-a-secret'])), ...lines };
    let text = example;
    for (const [name, value] of Object.entries({ ...filled, COMPOSE_PROFILES: profiles }))
      text = text.replace(new RegExp(`^${name}=.*$`, 'm'), `${name}=${value}`);
    const env = join(folder, 'env');
    await writeFile(env, text);
    const args = ['compose', '--env-file', env, '-f', inRepository('dockerfiles', file), 'config', '--format', 'json'];
    const { PATH, HOME, DOCKER_CONFIG } = process.env;
    const { stdout } = await run('docker', args, { env: { PATH, HOME, ...(DOCKER_CONFIG && { DOCKER_CONFIG }) } });
    return /** @type {{ services: Record<string, { environment?: Record<string, string> }> }} */ (JSON.parse(stdout));
  }

  it('is the CPU or the GPU beside everything else, or no sts-service at all', async () => {
    const services = async (/** @type {string} */ profiles) =>
      Object.keys((await config('compose.yaml', profiles)).services).sort();
    expect(await services('cpu')).to.deep.equal([...always, 'sts-service']);
    expect(await services('gpu')).to.deep.equal([...always, 'sts-service-gpu']);
    expect(await services('')).to.deep.equal(always);
  });

  it('is sts-service alone on a host of its own, which needs no secret', async () => {
    const none = Object.fromEntries(secrets.map((name) => [name, '']));
    const { services } = await config('compose.sts.yaml', 'gpu', none);
    expect(Object.keys(services)).to.deep.equal(['sts-service-gpu']);
  });

  it('wants every secret, and tells which is missing', async () => {
    for (const name of secrets) {
      const message = await config('compose.yaml', 'cpu', { [name]: '' }).then(
        () => 'it took none',
        (/** @type {Error} */ error) => error.message,
      );
      expect(message).to.contain(name);
    }
  });
});
