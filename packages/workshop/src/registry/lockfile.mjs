import { join } from 'node:path';
import { readJson } from '../json.mjs';
import { inRepository } from '../paths.mjs';
import { WorkshopError } from '../workshop-error.mjs';

/** @typedef {{ packages: Record<string, { version?: string, integrity?: string, dependencies?: Record<string, string>, hasInstallScript?: boolean }> }} Lockfile */

/**
 * @param {string} directory Relative to the root of the repository.
 * @returns {Promise<Lockfile>}
 */
export async function readLockfile(directory) {
  return /** @type {Lockfile} */ (await readJson(join(inRepository(directory), 'package-lock.json')));
}

/**
 * The versions of the published packages that a lockfile pins, `name@version` → integrity.
 * @param {Lockfile} lockfile
 * @returns {Record<string, string | undefined>}
 */
export function pinsOf(lockfile) {
  const prefix = 'node_modules/@dubbing/';
  return Object.fromEntries(
    Object.entries(lockfile.packages)
      .filter(([path]) => path.startsWith(prefix))
      .map(([path, { version, integrity }]) => [`@dubbing/${path.slice(prefix.length)}@${version}`, integrity]),
  );
}

/**
 * What differs between a project's pins and what is published; nothing when `npm ci` will get what the lockfile means.
 *
 * @param {Record<string, string | undefined>} pins
 * @param {Record<string, string>} published
 * @returns {string[]} One sentence each.
 */
export function mismatches(pins, published) {
  return Object.entries(pins).flatMap(([spec, integrity]) => {
    const found = published[spec];
    if (found === undefined) return [`the lockfile pins ${spec}, which this repository does not publish`];
    return found === integrity ? [] : [`the content of ${spec} is not the one that the lockfile pins`];
  });
}

/**
 * @param {string} directory
 * @param {Record<string, string>} published
 */
export async function checkPins(directory, published) {
  const faults = mismatches(pinsOf(await readLockfile(directory)), published);
  if (faults.length === 0) return;
  throw new WorkshopError(`${directory}/package-lock.json does not fit the packages:\n  ${faults.join('\n  ')}`, {
    advice: 'A package has changed since the lockfile was written. Run `npm run lock`, and commit the lockfiles.',
  });
}
