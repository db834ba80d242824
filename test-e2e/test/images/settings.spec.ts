import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { builtImage, type ImageName } from '../../src/containers/built-images.js';
import { ContainerSite } from '../../src/containers/site.js';
import { requireContainers } from '../support/containers.js';

/** As each service's README has it. */
const exitCodes = { media: 2, sts: 1 } as const;

describe('the images, with settings that cannot be used', function () {
  this.timeout(60_000);
  let dir: string | undefined;
  let site: ContainerSite;

  before(async function () {
    await requireContainers(this);
    dir = await mkdtemp(join(tmpdir(), 'dubbing-settings-'));
    site = await ContainerSite.open(dir);
  });

  after(async () => {
    await site?.close();
    if (dir !== undefined) await rm(dir, { recursive: true, force: true });
  });

  const outcome = async (
    image: ImageName,
    environment: Record<string, string>,
  ): Promise<{ code: number; log: string }> => {
    const container = await site.run({ name: 'refused', image: await builtImage(image), environment });
    const code = await container.exited;
    return { code, log: await container.log() };
  };

  it('are refused by media-service with all faults at once', async () => {
    const wrong = { MEDIA_PORT: 'eighty', MEDIA_DELAY_MS: '1', MEDIA_STS_URL: 'sts-service', MEDIA_SERVER: 'other' };
    const { code, log } = await outcome('media-service-cpu', wrong);
    expect(code).to.equal(exitCodes.media);
    for (const name of Object.keys(wrong)) expect(log).to.include(name);
    expect(log).to.include('the configuration is not valid');
  });

  it('are refused by sts-service with all faults at once', async () => {
    const wrong = { STS_PORT: '123456', STS_LOG_LEVEL: 'loud', STS_ONNX_PROVIDER: 'tpu' };
    const { code, log } = await outcome('sts-service-cpu', wrong);
    expect(code).to.equal(exitCodes.sts);
    for (const name of Object.keys(wrong)) expect(log).to.include(name);
    expect(log).to.include('the configuration is not valid');
  });
});
