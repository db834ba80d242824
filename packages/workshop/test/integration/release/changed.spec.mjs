import { expect } from 'chai';
import { appendFile, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inRepository, repositoryRoot } from '../../../src/paths.mjs';
import { keptFolder } from '../../../src/registry/kept.mjs';
import { filesOf } from '../../../src/registry/tarball.mjs';
import { standingOf } from '../../../src/release/changed.mjs';
import { readTree } from '../../../src/rules/tree.mjs';
import { publishedDirectories } from '../../../src/setup/root-steps.mjs';
import { declaredBump } from '../../../src/wire/changesets.mjs';
import { withFiles } from '../../support/temporary-folder.mjs';

describe('A package whose content is not the one that was released', () => {
  for (const directory of publishedDirectories()) {
    it(`has a changeset: ${directory}`, async () => {
      const { name, version, changed } = await standingOf(inRepository(directory));
      const { paths } = declaredBump((await readTree(repositoryRoot)).files, name);
      expect(
        changed.length === 0 || paths.length > 0,
        `${name} is not what was released as ${version}, and no changeset says so (\`npm run changeset\`): ${changed.join(', ')}`,
      ).to.equal(true);
    });
  }

  it('is told from one that is what was released, file by file', () =>
    withReleasedPackage(async (source) => {
      expect(await standingOf(source)).to.deep.equal({ ...common, released: true, changed: [] });

      await appendFile(join(source, 'dist/index.js'), '\n// Another content.\n');
      await writeFile(join(source, 'dist/more.js'), '');
      expect((await standingOf(source)).changed).to.deep.equal(['dist/index.js', 'dist/more.js']);
    }));

  it('is not made another by what only its developers need', () =>
    withReleasedPackage(async (source) => {
      await change(source, { devDependencies: { typescript: '99.0.0' }, scripts: {} });
      expect((await standingOf(source)).changed).to.deep.equal([]);
      await change(source, { dependencies: {} });
      expect((await standingOf(source)).changed).to.deep.equal(['package.json']);
    }));

  it('may be anything before its version is released', () =>
    withReleasedPackage(async (source) => {
      await change(source, { version: '99.0.0', dependencies: {} });
      expect(await standingOf(source)).to.deep.equal({ ...common, version: '99.0.0', released: false, changed: [] });
    }));
});

const common = { name: '@dubbing/common', version: '0.1.0' };

/**
 * Gives `work` the folder of a package as it was released.
 * @param {(source: string) => Promise<void>} work
 */
const withReleasedPackage = (work) =>
  withFiles({}, async (folder) => {
    const source = join(folder, 'common');
    for (const [path, content] of filesOf(await readFile(join(keptFolder, 'common-0.1.0.tgz')))) {
      await mkdir(join(source, path, '..'), { recursive: true });
      await writeFile(join(source, path), content);
    }
    await cp(inRepository('LICENSE'), join(source, 'LICENSE'));
    await work(source);
  });

/**
 * @param {string} source
 * @param {Record<string, unknown>} fields
 */
async function change(source, fields) {
  const path = join(source, 'package.json');
  const manifest = /** @type {Record<string, unknown>} */ (JSON.parse(await readFile(path, 'utf8')));
  await writeFile(path, JSON.stringify({ ...manifest, ...fields }));
}
