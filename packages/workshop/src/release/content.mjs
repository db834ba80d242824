import { readFile, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { forUsers } from './staging.mjs';

/**
 * The files of a folder, path → content: what {@link ../registry/tarball.mjs} reads out of a tarball.
 *
 * @param {string} folder
 * @returns {Promise<Map<string, Buffer>>}
 */
export async function filesIn(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return new Map(
    await Promise.all(
      paths.map(
        async (path) => /** @type {const} */ ([relative(folder, path).split(sep).join('/'), await readFile(path)]),
      ),
    ),
  );
}

/**
 * Where two contents of a package differ for those who install it. The commit that a release is stamped with does not
 * count, nor what only developers of the package need.
 *
 * @param {ReadonlyMap<string, Buffer>} one
 * @param {ReadonlyMap<string, Buffer>} other
 * @returns {string[]} Paths, sorted.
 */
export function differingFiles(one, other) {
  const paths = new Set([...one.keys(), ...other.keys()]);
  return [...paths].filter((path) => !same(path, one.get(path), other.get(path))).sort();
}

/**
 * @param {string} path
 * @param {Buffer | undefined} one
 * @param {Buffer | undefined} other
 */
function same(path, one, other) {
  if (one === undefined || other === undefined) return false;
  return path === 'package.json' ? isDeepStrictEqual(manifestIn(one), manifestIn(other)) : one.equals(other);
}

/** @param {Buffer} text */
function manifestIn(text) {
  const { gitHead: _gitHead, ...manifest } = /** @type {Record<string, unknown>} */ (JSON.parse(text.toString('utf8')));
  return forUsers(manifest);
}
