import { expect } from 'chai';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from '../../../src/process/git.mjs';
import { runLerna } from '../../../src/release/lerna.mjs';
import { makeVersions } from '../../../src/release/version.mjs';
import { commitAll, releasableFiles, withRepository } from '../../support/git-repository.mjs';

const { signal } = new AbortController();
const directories = ['packages/common', 'packages/contracts'];

/**
 * @param {string} root
 * @param {{ dryRun?: boolean }} [options]
 */
async function release(root, { dryRun = false } = {}) {
  /** @type {string[]} */
  const lines = [];
  const plan = await makeVersions({ directories, dryRun, signal, say: (line) => void lines.push(line), root });
  return { plan, said: lines.join('\n') };
}

/** @param {string} root */
const stateOf = async (root) => ({
  head: await git(['rev-parse', 'HEAD'], { cwd: root }),
  tags: await git(['tag', '--list'], { cwd: root }),
  branches: await git(['branch', '--list'], { cwd: root }),
  trees: (await git(['worktree', 'list'], { cwd: root })).split('\n').length,
  changed: await git(['status', '--porcelain'], { cwd: root }),
});

/**
 * @param {string} root
 * @param {string} commit
 * @param {string} path
 * @returns {Promise<{ version?: string, dependencies?: Record<string, string>, packages?: Record<string, { version?: string }> }>}
 */
const jsonIn = async (root, commit, path) =>
  /** @type {{ version?: string }} */ (JSON.parse(await git(['show', `${commit}:${path}`], { cwd: root })));

/** @param {string} root */
async function addChangesets(root) {
  await writeFile(join(root, '.changeset/one.md'), "---\n'@dubbing/common': minor\n---\n\nMore of it.\n");
  await writeFile(join(root, '.changeset/two.md'), "---\n'@dubbing/contracts': major\n---\n\nAnother protocol.\n");
  await commitAll(root, 'Changes');
}

describe('release:version', function () {
  this.timeout(180_000);

  it('says so where no changeset asks for a release, and changes nothing', async () =>
    withRepository(await releasableFiles(), async (root) => {
      const before = await stateOf(root);
      const { plan, said } = await release(root);
      expect(plan).to.deep.equal([]);
      expect(said).to.include('No changeset');
      expect(await stateOf(root)).to.deep.equal(before);
    }));

  it('refuses what is not committed', async () =>
    withRepository(await releasableFiles(), async (root) => {
      await addChangesets(root);
      await writeFile(join(root, 'packages/common/README.md'), 'Not committed.');
      const before = await stateOf(root);
      const failure = await release(root).catch((/** @type {Error} */ error) => error);
      expect(failure).to.be.instanceOf(Error).with.property('message').that.includes('packages/common/README.md');
      expect(await stateOf(root)).to.deep.equal(before);
    }));

  it('makes of the changesets versions, changelogs, commits and tags, as --dry-run has said', async () =>
    withRepository(await releasableFiles(), async (root) => {
      await addChangesets(root);
      const before = await stateOf(root);
      const announced = await release(root, { dryRun: true });
      expect(announced.said).to.match(/@dubbing\/common 0\.1\.0 → 0\.2\.0 \(minor\)\n.*Minor Changes[^]*More of it/);
      expect(announced.said).to.include('@dubbing/contracts 1.1.0 → 2.0.0 (major)');
      expect(await stateOf(root)).to.deep.equal(before);

      const { plan, said } = await release(root);
      expect(said).to.equal(announced.said);
      expect(plan.map(({ name, to }) => `${name}@${to}`)).to.deep.equal([
        '@dubbing/common@0.2.0',
        '@dubbing/contracts@2.0.0',
      ]);
      const after = await stateOf(root);
      expect(after).to.deep.include({ branches: before.branches, trees: 1, changed: '' });
      expect(after.tags.split('\n')).to.deep.equal(['@dubbing/common@0.2.0', '@dubbing/contracts@2.0.0']);

      const changelog = await readFile(join(root, 'packages/contracts/CHANGELOG.md'), 'utf8');
      expect(changelog).to.match(/## 2\.0\.0[^]*Another protocol[^]*@dubbing\/common@0\.2\.0[^]*## 1\.1\.0/);
      expect(await git(['ls-files', '.changeset'], { cwd: root })).to.equal('.changeset/config.json');
      expect(await readFile(join(root, 'packages/contracts/wire/released/2.0.0.json'), 'utf8')).to.equal('{}\n');
      await fitsTogether(root, '@dubbing/common@0.2.0', { common: '0.2.0', contracts: '1.1.0' });
      await fitsTogether(root, '@dubbing/contracts@2.0.0', { common: '0.2.0', contracts: '2.0.0' });
      expect(await git(['rev-parse', '@dubbing/contracts@2.0.0^{commit}'], { cwd: root })).to.equal(after.head);
    }));

  it('leaves nothing behind when it fails between two commits', async () =>
    withRepository(await releasableFiles(), async (root) => {
      await addChangesets(root);
      const hook = join(root, '.git/hooks/pre-commit');
      await writeFile(hook, '#!/bin/sh\n! git diff --cached --name-only | grep -q contracts/CHANGELOG\n');
      await chmod(hook, 0o755);
      const before = await stateOf(root);
      const failure = await release(root).catch((/** @type {Error} */ error) => error);
      expect(failure)
        .to.be.instanceOf(Error)
        .with.property('message')
        .that.includes('--force-publish=@dubbing/contracts');
      expect(await stateOf(root)).to.deep.equal(before);
    }));

  it('is the only way: `lerna version` by itself is stopped before it writes', async () =>
    withRepository(await releasableFiles(), async (root) => {
      const before = await stateOf(root);
      const failure = await runLerna(['version', '9.0.0', '--force-publish', '--yes'], {
        cwd: root,
        log: 'lerna-by-itself',
        signal,
      }).catch((/** @type {Error} */ error) => error);
      expect(failure).to.be.instanceOf(Error).with.property('message').that.includes('npm run release:version');
      expect(await stateOf(root)).to.deep.equal(before);
    }));
});

/**
 * At a commit the packages have these versions, pin each other as they are there, and the lockfile says the same.
 *
 * @param {string} root
 * @param {string} commit
 * @param {{ common: string, contracts: string }} versions
 */
async function fitsTogether(root, commit, { common, contracts }) {
  expect(await jsonIn(root, commit, 'packages/common/package.json')).to.include({ version: common });
  expect(await jsonIn(root, commit, 'packages/contracts/package.json')).to.deep.include({
    version: contracts,
    dependencies: { '@dubbing/common': common },
  });
  const { packages = {} } = await jsonIn(root, commit, 'package-lock.json');
  expect(packages['packages/common']).to.include({ version: common });
  expect(packages['packages/contracts']).to.deep.include({
    version: contracts,
    dependencies: { '@dubbing/common': common },
  });
}
