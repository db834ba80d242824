import { expect } from 'chai';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkRegistry, fillRegistry } from '../../../src/registry/fill.mjs';
import { keptFolder, keptReleases, namesOf, readKept, tarballName, versionsOf } from '../../../src/registry/kept.mjs';
import { downloadTarball, packageUrl, publishedVersions, putTarball } from '../../../src/registry/packument.mjs';
import { parseSpec } from '../../../src/registry/spec.mjs';
import { withRegistry } from '../../support/embedded-registry.mjs';
import { withFiles } from '../../support/temporary-folder.mjs';
import { repacked } from '../../support/repacked.mjs';

const { signal } = new AbortController();
const common = { name: '@dubbing/common', version: '0.1.0' };

/** @typedef {import('../../../src/registry/open.mjs').OpenRegistry} OpenRegistry */

/** @param {OpenRegistry} registry */
async function holdsWhatIsKept(registry) {
  const releases = await keptReleases();
  for (const name of namesOf(releases)) {
    const kept = Object.entries(releases).map(([spec, integrity]) => ({ ...parseSpec(spec), integrity }));
    const expected = kept.filter((release) => release.name === name);
    const there = await publishedVersions(registry, name);
    expect(Object.fromEntries(there)).to.deep.equal(
      Object.fromEntries(expected.map(({ version, integrity }) => [version, integrity])),
    );
  }
}

describe('Filling the embedded registry', function () {
  this.timeout(60_000);

  it('brings every released version there, byte for byte, and the highest is the latest', () =>
    withRegistry(async (registry) => {
      await fillRegistry(registry, { signal });
      await holdsWhatIsKept(registry);
      const releases = await keptReleases();
      for (const spec of Object.keys(releases)) {
        const release = parseSpec(spec);
        expect((await downloadTarball(registry, release)).equals(await readKept(release)), spec).to.equal(true);
        const packument = /** @type {{ 'dist-tags': { latest: string } }} */ (
          await (await fetch(packageUrl(registry.url, release.name))).json()
        );
        expect(packument['dist-tags'].latest).to.equal(versionsOf(releases, release.name).at(-1));
      }
    }));

  it('adds what is missing and can be done again', () =>
    withRegistry(async (registry) => {
      await putTarball(registry, await readKept({ name: '@dubbing/contracts', version: '1.1.0' }));
      await fillRegistry(registry, { signal });
      await fillRegistry(registry, { signal });
      await holdsWhatIsKept(registry);
    }));

  it('replaces what was tried under a released version', () =>
    withRegistry(async (registry) => {
      await putTarball(registry, repacked(await readKept(common)));
      await fillRegistry(registry, { signal });
      await holdsWhatIsKept(registry);
    }));

  it('refuses a kept tarball that is not what was released', () =>
    withFiles({}, (folder) =>
      withRegistry(async (registry) => {
        await cp(keptFolder, folder, { recursive: true });
        await writeFile(join(folder, tarballName(common)), repacked(await readKept(common)));
        const failure = await fillRegistry(registry, { signal, folder }).catch((/** @type {Error} */ error) => error);
        expect(failure?.message).to.include('is not what was released as @dubbing/common@0.1.0');
        expect((await publishedVersions(registry, common.name)).size).to.equal(0);
      }),
    ));
});

describe('Looking at a registry that others use', function () {
  this.timeout(60_000);
  const pinned = ['@dubbing/common@0.1.0', '@dubbing/contracts@1.1.0'];

  it('is content when the pinned versions are there as they were released', () =>
    withRegistry(async (registry) => {
      await putTarball(registry, await readKept(common));
      await putTarball(registry, await readKept({ name: '@dubbing/contracts', version: '1.1.0' }));
      await checkRegistry(registry, pinned, await keptReleases());
    }));

  it('names what is missing and what is another', () =>
    withRegistry(async (registry) => {
      await putTarball(registry, repacked(await readKept(common)));
      const failure = await checkRegistry(registry, pinned, await keptReleases()).catch((/** @type {Error} */ e) => e);
      expect(failure?.message).to.include('its @dubbing/common@0.1.0 is not the one that was released');
      expect(failure?.message).to.include('it has no @dubbing/contracts@1.1.0');
    }));
});
