import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';

const neverInputs = new Set(['node_modules', 'dist', 'build', 'coverage', '.cache']);

/**
 * All files under these paths, sorted, without what installing and building make. Paths that are absent count as empty.
 *
 * @param {readonly string[]} paths Files or folders.
 * @returns {Promise<string[]>}
 */
export async function filesUnder(paths) {
  const lists = await Promise.all(paths.map(list));
  return lists.flat().sort();
}

/**
 * @param {string} path
 * @returns {Promise<string[]>}
 */
async function list(path) {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return await filesUnder(entries.filter(({ name }) => !neverInputs.has(name)).map(({ name }) => join(path, name)));
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'ENOTDIR') return [path];
    if (code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * SHA-256 over the names and contents of files, and over other facts that a step's result depends on.
 *
 * @param {object} inputs
 * @param {string} inputs.root Names are taken relative to it.
 * @param {readonly string[]} inputs.paths Files or folders.
 * @param {readonly string[]} [inputs.facts]
 */
export async function fingerprint({ root, paths, facts = [] }) {
  const hash = createHash('sha256');
  for (const fact of facts) hash.update(`fact ${fact}\0`);
  for (const path of await filesUnder(paths)) {
    hash.update(`file ${relative(root, path)}\0`);
    hash.update(
      createHash('sha256')
        .update(await readFile(path))
        .digest(),
    );
  }
  return hash.digest('hex');
}

/** What native code and install scripts depend on. */
export const runtimeFacts = [`abi ${process.versions.modules}`, `${process.platform}-${process.arch}`];
