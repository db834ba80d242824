import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inCache, inRepository } from '../../src/paths.mjs';
import { git } from '../../src/process/git.mjs';

/**
 * Gives `work` a git repository with these files, committed, and removes it afterwards. It lies inside this repository, so that the
 * tools are found from there.
 *
 * @template T
 * @param {Readonly<Record<string, string>>} files Path → text.
 * @param {(root: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withRepository(files, work) {
  await mkdir(inCache(), { recursive: true });
  const root = await mkdtemp(inCache('test-repository-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    await git(['init', '--quiet', '--initial-branch', 'main'], { cwd: root });
    await git(['config', 'user.name', 'Somebody'], { cwd: root });
    await git(['config', 'user.email', 'somebody@example.org'], { cwd: root });
    await commitAll(root, 'First');
    return await work(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/**
 * @param {string} root
 * @param {string} message
 */
export async function commitAll(root, message) {
  await git(['add', '--all'], { cwd: root });
  await git(['commit', '--quiet', '--no-verify', '--message', message], { cwd: root });
}

/**
 * The files of a small monorepo that is released as this one is: `@dubbing/common`, and `@dubbing/contracts` that depends on it.
 */
export async function releasableFiles() {
  const script = `node ${inRepository('packages/workshop/src/release/apply.mjs')}`;
  const packages = ['common', 'contracts'].map((name) => `packages/${name}`);
  const lock = {
    'node_modules/@dubbing/common': { resolved: 'packages/common', link: true },
    'node_modules/@dubbing/contracts': { resolved: 'packages/contracts', link: true },
    'packages/common': { name: '@dubbing/common', version: '0.1.0' },
    'packages/contracts': {
      name: '@dubbing/contracts',
      version: '1.1.0',
      dependencies: { '@dubbing/common': '0.1.0' },
    },
  };
  return {
    'package.json': json({
      name: 'dubbing',
      private: true,
      workspaces: ['packages/*'],
      scripts: { preversion: `${script} --check`, version: script },
    }),
    'package-lock.json': json({
      name: 'dubbing',
      lockfileVersion: 3,
      requires: true,
      packages: { '': { name: 'dubbing', workspaces: ['packages/*'] }, ...lock },
    }),
    '.gitignore': '.cache/\n',
    '.npmrc': 'offline=true\naudit=false\n',
    '.prettierrc.json': await readFile(inRepository('.prettierrc.json'), 'utf8'),
    'lerna.json': await readFile(inRepository('lerna.json'), 'utf8'),
    '.changeset/config.json': await readFile(inRepository('.changeset/config.json'), 'utf8'),
    [`${packages[0]}/package.json`]: json({ name: '@dubbing/common', version: '0.1.0' }),
    [`${packages[0]}/CHANGELOG.md`]: '# @dubbing/common\n\n## 0.1.0\n\nThe first.\n',
    [`${packages[1]}/package.json`]: json({
      name: '@dubbing/contracts',
      version: '1.1.0',
      dependencies: { '@dubbing/common': '0.1.0' },
    }),
    [`${packages[1]}/CHANGELOG.md`]: '# @dubbing/contracts\n\n## 1.1.0\n\nFeatures.\n',
    [`${packages[1]}/wire/v1.json`]: '{}\n',
  };
}

/** @param {unknown} value */
const json = (value) => `${JSON.stringify(value, undefined, 2)}\n`;
