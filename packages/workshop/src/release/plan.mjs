import { join } from 'node:path';
import { readJson } from '../json.mjs';
import { bumpBetween } from '../version.mjs';

/**
 * @typedef {import('./staging.mjs').Manifest} Manifest
 *
 * A package that gets a new version.
 * @typedef {object} PlannedRelease
 * @property {string} directory Relative to the root.
 * @property {string} name
 * @property {string} from
 * @property {string} to
 * @property {import('../version.mjs').Bump} bump
 */

/**
 * @param {string} root
 * @param {readonly string[]} directories
 * @returns {Promise<Map<string, Manifest>>} Directory → manifest.
 */
export async function readManifests(root, directories) {
  return new Map(
    await Promise.all(
      directories.map(
        async (directory) =>
          /** @type {const} */ ([
            directory,
            /** @type {Manifest} */ (await readJson(join(root, directory, 'package.json'))),
          ]),
      ),
    ),
  );
}

/**
 * The packages whose version differs, each after those that it depends on.
 *
 * @param {ReadonlyMap<string, Manifest>} before
 * @param {ReadonlyMap<string, Manifest>} after
 * @returns {PlannedRelease[]}
 */
export function planOf(before, after) {
  const planned = [...after].flatMap(([directory, { name, version, dependencies = {} }]) => {
    const from = before.get(directory)?.version ?? version;
    if (from === version) return [];
    return [{ directory, name, from, to: version, bump: bumpBetween(from, version), dependencies }];
  });
  /** @type {typeof planned} */
  const ordered = [];
  /** @param {(typeof planned)[number]} release */
  const add = (release) => {
    if (ordered.includes(release)) return;
    planned.filter(({ name }) => name in release.dependencies).forEach(add);
    ordered.push(release);
  };
  planned.forEach(add);
  return ordered.map(({ dependencies: _dependencies, ...release }) => release);
}

/**
 * What a changelog says of one version.
 *
 * @param {string} changelog Markdown with `## VERSION` headings.
 * @param {string} version
 */
export function sectionOf(changelog, version) {
  const lines = changelog.split('\n');
  const start = lines.indexOf(`## ${version}`);
  if (start < 0) return '';
  const end = lines.findIndex((line, at) => at > start && line.startsWith('## '));
  return lines
    .slice(start + 1, end < 0 ? undefined : end)
    .join('\n')
    .trim();
}
