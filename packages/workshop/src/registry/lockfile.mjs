import { join } from 'node:path';
import { readJson } from '../json.mjs';
import { inRepository } from '../paths.mjs';
import { WorkshopError } from '../workshop-error.mjs';

/**
 * @typedef {object} LockedPackage
 * @property {string} [name] Where the folder is not called as the package is: the package's own name.
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {boolean} [hasInstallScript]
 *
 * @typedef {{ packages: Record<string, LockedPackage> }} Lockfile
 */

/**
 * @param {string} directory Relative to the root of the repository.
 * @returns {Promise<Lockfile>}
 */
export async function readLockfile(directory) {
  return /** @type {Lockfile} */ (await readJson(join(inRepository(directory), 'package-lock.json')));
}

/**
 * The places of a lockfile where published packages of ours are, at the top or inside another, under their own name or
 * under another (`"contracts-0.3.0": "npm:@dubbing/contracts@0.3.0"`).
 *
 * @param {Lockfile} lockfile
 * @returns {{ path: string, spec: string, integrity: string | undefined }[]}
 */
export function ourPlaces(lockfile) {
  return Object.entries(lockfile.packages)
    .filter(([path]) => path.includes('node_modules/'))
    .map(([path, { name, version, integrity }]) => {
      const folder = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return { path, name: name ?? folder, version, integrity };
    })
    .filter(({ name }) => name.startsWith('@dubbing/'))
    .map(({ path, name, version, integrity }) => ({ path, spec: `${name}@${version}`, integrity }));
}

/**
 * The versions of the published packages that a lockfile pins, `name@version` → integrity.
 * @param {Lockfile} lockfile
 * @returns {Record<string, string | undefined>}
 */
export const pinsOf = (lockfile) =>
  Object.fromEntries(ourPlaces(lockfile).map(({ spec, integrity }) => [spec, integrity]));

/**
 * What differs between a lockfile and what was released; nothing when `npm ci` gets what the lockfile means.
 *
 * @param {Lockfile} lockfile
 * @param {import('./kept.mjs').Releases} releases
 * @returns {string[]} One sentence each.
 */
export function mismatches(lockfile, releases) {
  return ourPlaces(lockfile).flatMap(({ path, spec, integrity }) => {
    const released = releases[spec];
    if (released === undefined) return [`${path} is ${spec}, which was never released`];
    if (integrity === undefined) return [`${path} has no integrity`];
    return integrity === released ? [] : [`${path} has another integrity than ${spec} was released with`];
  });
}

/**
 * @param {string} directory
 * @param {import('./kept.mjs').Releases} releases
 */
export async function checkPins(directory, releases) {
  const faults = mismatches(await readLockfile(directory), releases);
  if (faults.length === 0) return;
  throw new WorkshopError(
    `${directory}/package-lock.json does not fit the released packages:\n  ${faults.join('\n  ')}`,
    {
      advice: 'Pin a version that is in packages/workshop/released, run `npm run lock`, and commit the lockfile.',
    },
  );
}
