import { expect } from 'chai';
import { factsOf } from '../../src/bench/images/facts.js';
import { builtImages } from '../../src/containers/built-images.js';
import { requireContainers } from '../support/containers.js';

describe('what lies in the images', function () {
  this.timeout(60_000);

  before(async function () {
    await requireContainers(this);
  });

  it('is CUDA where it is for a GPU, and nowhere what compiles', async () => {
    const images = Object.entries(await builtImages());
    expect(images.map(([name]) => name)).to.include.members(['media-service-cpu', 'sts-service-cpu']);
    for (const [name, { rootfs }] of images) {
      const { cudaFiles, buildTools } = await factsOf(rootfs);
      expect(buildTools, name).to.deep.equal([]);
      if (name.endsWith('-cuda12')) expect(cudaFiles.join(), name).to.include('libonnxruntime_providers_cuda');
      else expect(cudaFiles, name).to.deep.equal([]);
    }
  });
});
