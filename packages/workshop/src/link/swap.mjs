import { lstat, mkdir, readdir, realpath, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/**
 * Where a project has a package from: a working copy in place of what was installed.
 *
 * @typedef {object} Place
 * @property {string} installed `node_modules/@dubbing/NAME` of a project.
 * @property {string} workingCopy The package's folder in this repository.
 * @property {string} aside Where the installed package is kept meanwhile.
 */

/**
 * Puts the working copy in the place of what is installed, which is kept aside. Nothing is done where that has been done.
 * @param {Place} place
 */
export async function putWorkingCopy({ installed, workingCopy, aside }) {
  const kind = await kindOf(installed);
  if (kind === 'link') {
    const target = await realpath(installed).catch(() => undefined);
    if (target === (await realpath(workingCopy))) return;
    await rm(installed);
  }
  if (kind === 'folder') {
    await rm(aside, { recursive: true, force: true });
    await mkdir(dirname(aside), { recursive: true });
    await rename(installed, aside);
  }
  await mkdir(dirname(installed), { recursive: true });
  await symlink(relative(dirname(installed), workingCopy), installed);
}

/**
 * Puts what was installed back in its place.
 *
 * @param {Place} place
 * @returns {Promise<boolean>} Whether what is installed is there; false means that it has to be installed again.
 */
export async function putInstalled({ installed, aside }) {
  const kind = await kindOf(installed);
  // Installed anew since: that is what counts.
  if (kind === 'folder') {
    await rm(aside, { recursive: true, force: true });
    return true;
  }
  if (kind === 'link') await rm(installed);
  if ((await kindOf(aside)) !== 'folder') return false;
  await mkdir(dirname(installed), { recursive: true });
  await rename(aside, installed);
  return true;
}

/**
 * The packages of a project that are links to somewhere else, whoever made them.
 *
 * @param {string} project Its folder.
 * @returns {Promise<string[]>} Names without the scope.
 */
export async function linkedPackages(project) {
  const scope = join(project, 'node_modules/@dubbing');
  const entries = await readdir(scope, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isSymbolicLink())
    .map(({ name }) => name)
    .sort();
}

/**
 * @param {string} path
 * @returns {Promise<'link' | 'folder' | undefined>}
 */
async function kindOf(path) {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  return found.isSymbolicLink() ? 'link' : 'folder';
}
