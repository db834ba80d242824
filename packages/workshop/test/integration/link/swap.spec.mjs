import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { npmCommand, withoutNpmRun } from '../../../src/process/npm.mjs';
import { linkedPackages, putInstalled, putWorkingCopy } from '../../../src/link/swap.mjs';
import { withFiles } from '../../support/temporary-folder.mjs';

const run = promisify(execFile);

const name = '@dubbing/common';

/** @param {string} says */
const packageThat = (says) => ({
  'package.json': JSON.stringify({ name, version: '1.0.0', type: 'module', exports: './index.js' }),
  'index.js': `export const says = '${says}';\n`,
});

const installed = 'services/one/node_modules/@dubbing/common';
const workingCopy = 'packages/common';

/**
 * @param {string} folder
 * @param {Record<string, string>} files
 */
const inFolder = (folder, files) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));

/** @param {(root: string, place: import('../../../src/link/swap.mjs').Place) => Promise<void>} work */
const withProject = (work) =>
  withFiles(
    {
      ...inFolder(workingCopy, packageThat('working copy')),
      ...inFolder(installed, packageThat('installed')),
      'services/one/package.json': JSON.stringify({ name: 'one', version: '0.1.0', type: 'module' }),
      'services/one/package-lock.json': JSON.stringify({
        name: 'one',
        version: '0.1.0',
        lockfileVersion: 3,
        packages: { '': { name: 'one', version: '0.1.0' } },
      }),
      'services/one/main.js': `import { says } from '${name}';\nprocess.stdout.write(says);\n`,
    },
    (root) =>
      work(root, {
        installed: join(root, installed),
        workingCopy: join(root, workingCopy),
        aside: join(root, '.cache/unlinked/one/common'),
      }),
  );

/** @param {string} root */
async function whatItImports(root) {
  const { stdout } = await run(process.execPath, ['main.js'], { cwd: join(root, 'services/one') });
  return stdout;
}

describe('A linked project', () => {
  it('imports the working copy, and every change to it', () =>
    withProject(async (root, place) => {
      expect(await whatItImports(root)).to.equal('installed');
      await putWorkingCopy(place);
      expect(await whatItImports(root)).to.equal('working copy');
      await writeFile(join(root, workingCopy, 'index.js'), `export const says = 'changed';\n`);
      expect(await whatItImports(root)).to.equal('changed');
      expect(await linkedPackages(join(root, 'services/one'))).to.deep.equal(['common']);
    }));

  it('gets back what was installed', () =>
    withProject(async (root, place) => {
      await putWorkingCopy(place);
      await putWorkingCopy(place);
      expect(await putInstalled(place)).to.equal(true);
      expect(await whatItImports(root)).to.equal('installed');
      expect(await linkedPackages(join(root, 'services/one'))).to.deep.equal([]);
      expect(existsSync(place.aside)).to.equal(false);
      expect(await putInstalled(place)).to.equal(true);
    }));

  it('gets back what was installed last', () =>
    withProject(async (root, place) => {
      await putWorkingCopy(place);
      await rm(place.installed);
      await mkdir(place.installed, { recursive: true });
      for (const [name, text] of Object.entries(packageThat('installed anew'))) {
        await writeFile(join(place.installed, name), text);
      }
      await putWorkingCopy(place);
      expect(await whatItImports(root)).to.equal('working copy');
      expect(await putInstalled(place)).to.equal(true);
      expect(await whatItImports(root)).to.equal('installed anew');
    }));

  it('says when there is nothing to get back, and leaves no link', () =>
    withProject(async (root, place) => {
      await putWorkingCopy(place);
      await rm(place.aside, { recursive: true });
      expect(await putInstalled(place)).to.equal(false);
      expect(await linkedPackages(join(root, 'services/one'))).to.deep.equal([]);
    }));

  it('takes the place of a link to somewhere else', () =>
    withProject(async (root, place) => {
      const elsewhere = { ...place, workingCopy: join(root, 'services') };
      await putWorkingCopy(elsewhere);
      await putWorkingCopy(place);
      expect(await whatItImports(root)).to.equal('working copy');
    }));

  it('loses its links to npm ci, and not the working copy', () =>
    withProject(async (root, place) => {
      await putWorkingCopy(place);
      const npm = npmCommand();
      const args = [...npm.args, 'ci', '--offline', '--no-audit', '--no-fund', '--no-update-notifier'];
      await run(npm.command, args, { cwd: join(root, 'services/one'), env: withoutNpmRun(process.env) });
      expect(existsSync(place.installed)).to.equal(false);
      expect(existsSync(join(root, workingCopy, 'index.js'))).to.equal(true);
      await putWorkingCopy(place);
      expect(await whatItImports(root)).to.equal('working copy');
    }));
});
