import { chmod, cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readJson } from '../json.mjs';
import { inRepository } from '../paths.mjs';

/** @typedef {{ name: string, version: string, folder: string }} StagedPackage */

// npm packs these whatever `files` says.
const alwaysPacked = ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE'];

/**
 * Copies what is to be published into a small repository of its own, for Lerna to publish from.
 *
 * Lerna writes into package.json while it packs and refuses a working tree with changes. In the copy it disturbs nobody,
 * an interrupted publication leaves nothing behind, and a developer can try a change before committing it.
 *
 * @param {readonly string[]} directories Of the packages, relative to the root of the repository.
 * @param {string} target
 * @returns {Promise<StagedPackage[]>}
 */
export async function stagePackages(directories, target) {
  await rm(target, { recursive: true, force: true });
  const staged = await Promise.all(directories.map((directory) => stageOne(inRepository(directory), target)));
  await writeJson(join(target, 'package.json'), { name: 'dubbing', private: true, workspaces: ['packages/*'] });
  await writeJson(join(target, 'lerna.json'), { packages: ['packages/*'], version: 'independent', npmClient: 'npm' });
  await cp(inRepository('LICENSE'), join(target, 'LICENSE'));
  await setModes(target);
  return staged;
}

/**
 * @param {string} source
 * @param {string} target
 * @returns {Promise<StagedPackage>}
 */
async function stageOne(source, target) {
  const folder = join(target, 'packages', basename(source));
  await mkdir(folder, { recursive: true });
  const manifest = /** @type {{ name: string, version: string, files?: string[] }} */ (
    await readJson(join(source, 'package.json'))
  );
  for (const entry of new Set([...alwaysPacked, ...(manifest.files ?? [])])) {
    await cp(join(source, entry), join(folder, entry), { recursive: true, filter: isContent }).catch(
      (/** @type {NodeJS.ErrnoException} */ error) => {
        if (error.code !== 'ENOENT') throw error;
      },
    );
  }
  return { name: manifest.name, version: manifest.version, folder };
}

/**
 * What `tsc -b` notes for itself is no content.
 * @param {string} path
 */
const isContent = (path) => !path.endsWith('.tsbuildinfo');

/**
 * The umask of whoever builds must not reach the tarball.
 * @param {string} folder
 */
async function setModes(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  }
}

/**
 * @param {string} path
 * @param {unknown} value
 */
const writeJson = (path, value) => writeFile(path, `${JSON.stringify(value, undefined, 2)}\n`);
