import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson } from '../json.mjs';
import { inRepository } from '../paths.mjs';
import { WorkshopError } from '../workshop-error.mjs';
import { compareVersions, parseSpec, specOf } from './spec.mjs';

/**
 * The released versions, `name@version` → integrity (Subresource Integrity, sha512) of the tarball.
 * @typedef {Readonly<Record<string, string>>} Releases
 */

/** Where the tarball of every version lies that was ever released, with an index of their integrities. */
export const keptFolder = inRepository('packages/workshop/released');

export const indexName = 'index.json';

/**
 * @param {string} [folder]
 * @returns {Promise<Releases>}
 */
export async function keptReleases(folder = keptFolder) {
  return /** @type {Releases} */ (await readJson(join(folder, indexName)));
}

/**
 * @param {import('./spec.mjs').Release} release
 * @returns {string} The file's name.
 */
export const tarballName = ({ name, version }) => `${name.split('/').at(-1)}-${version}.tgz`;

/** @param {Buffer} tarball */
export const integrityOf = (tarball) => `sha512-${createHash('sha512').update(tarball).digest('base64')}`;

/**
 * The tarball of a release, which is held to the index: what was released does not change.
 *
 * @param {import('./spec.mjs').Release} release
 * @param {string} [folder]
 */
export async function readKept(release, folder = keptFolder) {
  const expected = (await keptReleases(folder))[specOf(release)];
  if (expected === undefined) throw new WorkshopError(`${specOf(release)} was never released.`);
  const tarball = await readFile(join(folder, tarballName(release)));
  if (integrityOf(tarball) === expected) return tarball;
  throw new WorkshopError(`${join(folder, tarballName(release))} is not what was released as ${specOf(release)}.`, {
    advice: 'A released version never changes. Take the file back from the commit that brought it.',
  });
}

/**
 * The versions of one package, the lowest first.
 *
 * @param {Releases} releases
 * @param {string} name
 */
export const versionsOf = (releases, name) =>
  Object.keys(releases)
    .map(parseSpec)
    .filter((release) => release.name === name)
    .map(({ version }) => version)
    .sort(compareVersions);

/** @param {Releases} releases */
export const namesOf = (releases) => [...new Set(Object.keys(releases).map((spec) => parseSpec(spec).name))].sort();
