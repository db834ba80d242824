import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { builtImage, type ImageName } from '../../src/containers/built-images.js';
import { ports } from '../../src/containers/pair.js';
import { ContainerSite } from '../../src/containers/site.js';
import { repositoryDir } from '../../src/paths.js';
import { requireContainers } from '../support/containers.js';

/** As each service's README has it. */
const exitCodes = { media: 2, sts: 1 } as const;

describe('the images, with settings and volumes that are not as they should be', function () {
  this.timeout(60_000);
  let dir = '';
  let site: ContainerSite;

  before(async function () {
    await requireContainers(this);
    dir = await mkdtemp(join(tmpdir(), 'dubbing-settings-'));
    site = await ContainerSite.open(dir);
  });

  after(async () => {
    await site?.close();
    if (dir !== '') await rm(dir, { recursive: true, force: true });
  });

  const outcome = async (
    image: ImageName,
    environment: Record<string, string>,
  ): Promise<{ code: number; log: string }> => {
    const container = await site.run({ name: 'refused', image: await builtImage(image), environment });
    const code = await container.exited;
    return { code, log: await container.log() };
  };

  it('media-service refuses malformed variables, all of them at once', async () => {
    const wrong = { MEDIA_PORT: 'eighty', MEDIA_DELAY_MS: '1', MEDIA_STS_URL: 'sts-service', MEDIA_SERVER: 'other' };
    const { code, log } = await outcome('media-service-cpu', wrong);
    expect(code).to.equal(exitCodes.media);
    for (const name of Object.keys(wrong)) expect(log).to.include(name);
    expect(log).to.include('the configuration is not valid');
  });

  it('media-service refuses to stand beside MediaMTX without the secret of the hooks, open as it is in its image', async () => {
    const { code, log } = await outcome('media-service-cpu', { MEDIA_SERVER: 'mediamtx' });
    expect(code).to.equal(exitCodes.media);
    expect(log).to.include('MEDIA_HOOK_SECRET');
  });

  it('media-service whose volume belongs to somebody else is there, and tells which it is', async () => {
    const closed = join(dir, 'not-its-own');
    await mkdir(closed, { mode: 0o755 });
    const image = await builtImage('media-service-cpu');
    const volumes = { '/var/lib/dubbing/hls': { source: closed } };
    const container = await site.run({ name: 'media-service', image, volumes });
    await container.ready(ports.http);
    const { code, output } = await container.probe();
    expect(code).to.equal(0);
    expect(output).to.equal('degraded; folders: hls: /var/lib/dubbing/hls cannot be written (EACCES)');
    expect(await container.stop()).to.equal(0);
  });

  it('sts-service refuses malformed variables, all of them at once', async () => {
    const wrong = { STS_PORT: '123456', STS_LOG_LEVEL: 'loud', STS_ONNX_PROVIDER: 'tpu' };
    const { code, log } = await outcome('sts-service-cpu', wrong);
    expect(code).to.equal(exitCodes.sts);
    for (const name of Object.keys(wrong)) expect(log).to.include(name);
    expect(log).to.include('the configuration is not valid');
  });

  it('sts-service that may not read its models tells so, and is not well', async () => {
    const closed = join(dir, 'closed');
    await mkdir(closed, { mode: 0o700 });
    const image = await builtImage('sts-service-cpu');
    const container = await site.run({ name: 'sts-service', image, volumes: { '/models': { source: closed } } });
    await container.until('to tell why it is not ready', 30_000, async () => /"not ready"/.test(await container.log()));
    expect(await container.log()).to.include('the models directory /models cannot be read');
    const { code, output } = await container.probe();
    expect(code).to.equal(1);
    expect(output).to.match(/^unavailable; .*the models directory \/models cannot be read/);
    expect(await container.stop()).to.equal(0);
  });

  it('sts-service computes on the CPU where it is told to use a GPU that is not there, says why, and only reads its models', async () => {
    const models = join(dir, 'models');
    const whisper = join(repositoryDir, 'services/sts-service/test/models/whisper-programme');
    await cp(whisper, join(models, 'whisper-programme'), { recursive: true });
    const container = await site.run({
      name: 'sts-service',
      image: await builtImage('sts-service-cpu'),
      environment: { STS_ONNX_PROVIDER: 'cuda' },
      volumes: { '/models': { source: models, readOnly: true } },
    });
    await container.ready(ports.sts);
    const log = await container.log();
    expect(log).to.match(/"level":"warn".*CPU instead of CUDA.*installed without CUDA/);
    expect(log).to.match(/"name":"whisper-programme".*?"provider":"cpu"/);
    const { code, output } = await container.probe();
    expect(code).to.equal(0);
    expect(output).to.match(
      /^degraded; asr: whisper-programme computes on the CPU instead of CUDA: .*installed without CUDA$/,
    );
  });
});
