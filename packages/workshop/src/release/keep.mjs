import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { indexName, integrityOf, keptReleases, tarballName } from '../registry/kept.mjs';
import { compareVersions, parseSpec, specOf } from '../registry/spec.mjs';

/**
 * Adds a published tarball to the released versions, whose index is in the order of names and versions.
 *
 * @param {import('../registry/spec.mjs').Release} release
 * @param {Buffer} tarball
 * @param {string} folder
 */
export async function keepRelease(release, tarball, folder) {
  const known = await keptReleases(folder);
  const spec = specOf(release);
  const integrity = integrityOf(tarball);
  if ((known[spec] ?? integrity) !== integrity) throw new Error(`${spec} is kept already, with another content`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, tarballName(release)), tarball);
  const entries = Object.entries({ ...known, [spec]: integrity }).sort(([one], [other]) => inOrder(one, other));
  await writeFile(join(folder, indexName), `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`);
}

/**
 * @param {string} one
 * @param {string} other
 */
function inOrder(one, other) {
  const [a, b] = [parseSpec(one), parseSpec(other)];
  return a.name === b.name ? compareVersions(a.version, b.version) : a.name < b.name ? -1 : 1;
}
