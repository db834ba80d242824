import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { sizesOf } from '../../src/commands/images.mjs';
import { buildImage } from '../../src/images/build.mjs';
import { buildAll, withBuilder } from '../../src/images/builder.mjs';
import { filesThatHold } from '../../src/images/leak.mjs';
import { whyNoImagesNow } from '../../src/images/possible.mjs';
import { createProgress } from '../../src/report/progress.mjs';
import { WorkshopError } from '../../src/workshop-error.mjs';

const { signal } = new AbortController();
const names = /** @type {const} */ (['media-service-cpu', 'sts-service-cpu']);
const progress = createProgress(process.stdout);

describe('The container images', function () {
  // Everything in them is downloaded and compiled where no earlier build has left its layers.
  this.timeout(1_200_000);
  /** @type {Partial<Record<import('../../src/images/table.mjs').ImageName, import('../../src/images/built.mjs').Built>>} */
  let built = {};
  /** @type {string[]} */
  let withToken = [];
  /** @type {unknown} */
  let refusal;

  before(async function () {
    const reason = await whyNoImagesNow();
    if (reason !== undefined) {
      process.stdout.write(`    skipped, no image can be built: ${reason}\n`);
      this.skip();
    }
    // Others are tested meanwhile, and play at their own pace.
    setPriority(5);
    await withBuilder(names, { progress, signal }, async (builder) => {
      const { registry, buildah } = builder;
      await progress.step('image sts-service-cpu, with a wrong token', async () => {
        refusal = await buildImage('sts-service-cpu', {
          ...builder,
          registry: { url: registry.url, token: 'a-token-that-nobody-was-given' },
          only: 'build',
        }).catch((/** @type {unknown} */ error) => error);
      });
      built = await buildAll(names, builder, progress);
      await progress.step('search of the layers for the credentials', async () => {
        withToken = await filesThatHold(registry.token ?? '', buildah.storeFolder);
      });
    });
    process.stdout.write(sizesOf(names.flatMap((name) => built[name] ?? [])));
  });

  it('are refused with a clear word where the registry refuses the credentials', () => {
    expect(refusal).to.be.instanceOf(WorkshopError);
    const { message, advice } = /** @type {WorkshopError} */ (refusal);
    expect(message).to.include('npm ci failed. The packages of @dubbing come from the registry http');
    expect(advice).to.match(/^The private registry http\S+ refused the credentials \(401\)/);
    expect(`${message}${advice}`).not.to.include('a-token-that-nobody-was-given');
  });

  it('hold the credentials in no layer, in no history and in no other file of the store', () => {
    expect(withToken).to.deep.equal([]);
  });

  for (const name of names) {
    const service = name.replace('-cpu', '');
    const inImage = (/** @type {string[]} */ ...path) => join(built[name]?.rootfs ?? '/nowhere', ...path);

    it(`run ${service} as a user of its own, and say how it is looked after`, () => {
      const config = /** @type {Record<string, any>} */ (built[name]?.config);
      expect(config['User']).to.equal('dubbing');
      expect(config['Healthcheck'].Test).to.deep.equal(['CMD', 'node', 'dist/healthcheck.js']);
      expect(config['StopSignal']).to.equal('SIGTERM');
      expect(config['Entrypoint']).to.deep.equal(['/usr/bin/tini', '--']);
      expect(config['Labels']['org.opencontainers.image.title']).to.equal(service);
      expect(config['Labels']['org.opencontainers.image.revision']).to.match(/^[0-9a-f]{40}(-changed)?$|^unknown$/);
    });

    it(`bring ${service} without what builds it`, () => {
      expect(existsSync(inImage('usr/local/bin/node'))).to.equal(true);
      expect(existsSync(inImage('app/dist/main.js'))).to.equal(true);
      const tools = ['gcc', 'g++', 'cc', 'make', 'python3', 'npm', 'npx', 'git', 'pkg-config'];
      const found = ['usr/bin', 'usr/local/bin'].flatMap((folder) =>
        tools.map((tool) => `${folder}/${tool}`).filter((path) => existsSync(inImage(path))),
      );
      expect(found).to.deep.equal([]);
      for (const path of ['app/src', 'app/.npmrc', 'app/node_modules/typescript', 'app/node_modules/mocha'])
        expect(existsSync(inImage(path)), path).to.equal(false);
    });

    it(`bring ${service} without a file of CUDA, and ONNX Runtime for this processor alone`, async () => {
      const paths = await readdir(inImage(), { recursive: true });
      expect(paths).to.include('app/dist/main.js');
      expect(paths.filter((path) => /libcud|libcublas|libnv|providers_(cuda|tensorrt)/.test(path))).to.deep.equal([]);
      const runtime = paths.filter((path) => /onnxruntime-node\/bin\/.*\.(node|so|dll|dylib)/.test(path));
      expect(runtime).not.to.be.empty;
      expect(runtime.filter((path) => !path.includes(`/linux/${process.arch}/`))).to.deep.equal([]);
    });
  }
});
