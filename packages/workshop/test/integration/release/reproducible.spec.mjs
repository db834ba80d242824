import { expect } from 'chai';
import { chmod, readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { inRepository } from '../../../src/paths.mjs';
import { readKept } from '../../../src/registry/kept.mjs';
import { downloadTarball } from '../../../src/registry/packument.mjs';
import { filesOf, manifestOf } from '../../../src/registry/tarball.mjs';
import { standingOf } from '../../../src/release/changed.mjs';
import { lernaPublish } from '../../../src/release/publish.mjs';
import { stagePackage } from '../../../src/release/staging.mjs';
import { publishedDirectories } from '../../../src/setup/root-steps.mjs';
import { withRegistry } from '../../support/embedded-registry.mjs';
import { copyPackage, withMadeUpPackages } from '../../support/made-up-packages.mjs';
import { withFiles } from '../../support/temporary-folder.mjs';

const { signal } = new AbortController();
const gitHead = '0123456789abcdef0123456789abcdef01234567';
const first = { name: '@dubbing/first', version: '1.0.0' };

describe('A package', function () {
  this.timeout(180_000);

  it('is packed to the same bytes in another folder, at another time, under another umask', () =>
    withMadeUpPackages(async ({ sources, staging }) => {
      const elsewhere = join(staging, '..', 'elsewhere/with another name');
      await copyPackage(sources[0], elsewhere);
      await makeOlder(elsewhere);

      const one = await packed(sources[0], join(staging, 'a'));
      const previous = process.umask(0o077);
      const other = await packed(elsewhere, join(staging, 'b')).finally(() => process.umask(previous));
      expect(one.equals(other)).to.equal(true);
    }));

  for (const directory of publishedDirectories()) {
    it(`is what was released, when it is made again from the commit of its release: ${directory}`, async function () {
      const source = inRepository(directory);
      const { name, version, released, changed } = await standingOf(source);
      if (!released || changed.length > 0) this.skip();
      const kept = await readKept({ name, version });
      const { gitHead: commit } = manifestOf(filesOf(kept));
      // The first releases have no commit.
      if (!/^[0-9a-f]{40}$/.test(String(commit))) this.skip();

      await withFiles({}, async (staging) => {
        const again = await packed(source, join(staging, 'again'), { name, version }, String(commit));
        // How well zlib compresses is its own affair: what is compressed is the same.
        expect(gunzipSync(again).equals(gunzipSync(kept))).to.equal(true);
      });
    });
  }
});

/**
 * @param {string} source
 * @param {string} root
 * @param {import('../../../src/registry/spec.mjs').Release} [release]
 * @param {string} [commit]
 */
const packed = (source, root, release = first, commit = gitHead) =>
  withRegistry(async (registry) => {
    const staged = await stagePackage(source, root);
    const { url, token = '' } = registry;
    await lernaPublish({ ...staged, root, gitHead: commit, there: false }, { url, token, signal });
    return downloadTarball(registry, release);
  });

/**
 * Another time and other modes for everything in a folder.
 * @param {string} folder
 */
async function makeOlder(folder) {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    await chmod(path, entry.isDirectory() ? 0o700 : 0o600);
    await utimes(path, new Date('2001-01-01'), new Date('2001-01-01'));
  }
}
