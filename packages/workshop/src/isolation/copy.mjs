import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { existsSync } from 'node:fs';
import { repositoryRoot } from '../paths.mjs';
import { filesUnder } from '../setup/fingerprint.mjs';

const run = promisify(execFile);
const mostBytes = 64 * 1024 * 1024;

/**
 * Copies the repository as it is in the working tree, with what is not committed yet and without what is ignored: what a
 * fresh clone would have. Where there is no git, all is copied but what installing and building make.
 *
 * @param {string} target
 * @param {{ without: readonly string[], root?: string }} options `without`: folders that are left out.
 */
export async function copyRepository(target, { without, root = repositoryRoot }) {
  for (const path of await filesOf(root)) {
    if (without.some((folder) => path.startsWith(`${folder}/`)) || !existsSync(join(root, path))) continue;
    await mkdir(dirname(join(target, path)), { recursive: true });
    await cp(join(root, path), join(target, path));
  }
}

/**
 * @param {string} root
 * @returns {Promise<string[]>} Relative to the root.
 */
async function filesOf(root) {
  if (!existsSync(join(root, '.git'))) return (await filesUnder([root])).map((path) => relative(root, path));
  // In the container of a build server the folder may be another user's; it is read only.
  const trusting = ['-c', 'safe.directory=*', '-C', root];
  const which = ['--cached', '--others', '--exclude-standard', '-z'];
  const { stdout } = await run('git', [...trusting, 'ls-files', ...which], { maxBuffer: mostBytes });
  return stdout.split('\0').filter((path) => path !== '');
}
