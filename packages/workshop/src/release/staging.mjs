import { chmod, cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson } from '../json.mjs';
import { inRepository } from '../paths.mjs';

/**
 * @typedef {{ name: string, version: string, files?: string[], dependencies?: Record<string, string> }} Manifest
 *
 * A package as it will be published.
 * @typedef {object} StagedPackage
 * @property {string} name
 * @property {string} version
 * @property {string} folder Holds what will be packed, and nothing else.
 */

// npm packs these whatever `files` says.
const alwaysPacked = ['README.md', 'LICENSE'];

/** What of a manifest is for those who develop the package, and nobody who installs it needs. */
const forDevelopers = new Set(['scripts', 'devDependencies']);

/** @param {object} manifest */
export const forUsers = (manifest) =>
  Object.fromEntries(Object.entries(manifest).filter(([field]) => !forDevelopers.has(field)));

/**
 * Copies what is to be published of one package into a small repository of its own, for Lerna to publish from.
 *
 * Lerna writes into package.json while it packs. In the copy it disturbs nobody, and an interrupted publication leaves
 * nothing behind.
 *
 * @param {string} source The package's folder, built.
 * @param {string} target Made anew.
 * @returns {Promise<StagedPackage>}
 */
export async function stagePackage(source, target) {
  await rm(target, { recursive: true, force: true });
  const folder = join(target, 'packages', 'one');
  await mkdir(folder, { recursive: true });
  const manifest = /** @type {Manifest} */ (await readJson(join(source, 'package.json')));
  await cp(inRepository('LICENSE'), join(folder, 'LICENSE'));
  for (const entry of new Set([...alwaysPacked, ...(manifest.files ?? [])])) {
    await cp(join(source, entry), join(folder, entry), { recursive: true, filter: isContent }).catch(
      (/** @type {NodeJS.ErrnoException} */ error) => {
        if (error.code !== 'ENOENT') throw error;
      },
    );
  }
  await writeJson(join(folder, 'package.json'), forUsers(manifest));
  await writeJson(join(target, 'package.json'), { name: 'dubbing', private: true, workspaces: ['packages/*'] });
  await writeJson(join(target, 'lerna.json'), { packages: ['packages/*'], version: 'independent', npmClient: 'npm' });
  await setModes(target);
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
