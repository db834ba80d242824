import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { lstat, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyRepository } from '../../src/isolation/copy.mjs';
import { runScript, startAndEnd } from '../../src/isolation/service.mjs';
import { parts } from '../../src/parts/table.mjs';
import { fillRegistry } from '../../src/registry/fill.mjs';
import { openRegistry } from '../../src/registry/open.mjs';
import { registrySettings } from '../../src/registry/settings.mjs';
import { installAt } from '../../src/setup/project-steps.mjs';
import { settingsIn } from '../support/embedded-registry.mjs';

const { signal } = new AbortController();

/** What every service has to do without: the other one, and all that the packages are made of. */
const services = /** @type {const} */ ([
  { name: 'media-service', without: ['services/sts-service', 'packages'] },
  { name: 'sts-service', without: ['services/media-service', 'packages'] },
]);

for (const { name, without } of services) {
  describe(`${name} without ${without.join(' and ')}`, function () {
    this.timeout(600_000);
    /** @type {string} */
    let root;
    /** @type {string} */
    let folder;
    /** @type {import('../../src/registry/open.mjs').OpenRegistry} */
    let registry;
    let broken = false;

    before(async () => {
      root = await mkdtemp(join(tmpdir(), 'dubbing-isolation-'));
      folder = join(root, 'repository', parts[name].directory);
      await copyRepository(join(root, 'repository'), { without });
      const settings = registrySettings();
      registry = await openRegistry(signal, settings.embedded ? await settingsIn(join(root, 'registry')) : settings);
      if (registry.embedded) await fillRegistry(registry, { signal });
    });
    after(async () => {
      await registry?.close();
      await rm(root, { recursive: true, force: true });
    });
    // Each step needs the one before it.
    beforeEach(function () {
      if (broken) this.skip();
    });
    afterEach(function () {
      broken ||= this.currentTest?.state === 'failed';
    });

    it('has none of that beside it', () => {
      for (const left of without) expect(existsSync(join(root, 'repository', left)), left).to.equal(false);
      expect(existsSync(join(folder, 'node_modules'))).to.equal(false);
    });

    it('installs, with the packages from the registry', async () => {
      // Nothing of ours can be in npm's cache under the address of a registry that is new.
      const preferCache = registry.embedded;
      await installAt(name, folder, registry, { log: `isolation-${name}-install`, preferCache, signal });
      for (const each of ['common', 'contracts']) {
        const installed = join(folder, 'node_modules/@dubbing', each);
        expect((await lstat(installed)).isDirectory(), installed).to.equal(true);
        expect(existsSync(join(installed, 'dist/index.js')), installed).to.equal(true);
      }
    });

    it('builds', async () => {
      await runScript(folder, 'build', { log: `isolation-${name}-build`, signal });
    });

    it('passes its unit tests', async () => {
      await runScript(folder, 'test:unit', { log: `isolation-${name}-test`, signal });
    });

    it('starts, is ready, and ends when it is asked to', async () => {
      const ending = await startAndEnd(name, folder, { log: `isolation-${name}-start`, signal });
      expect(ending).to.deep.equal({ code: 0, signalName: null });
    });
  });
}
