import { versionsOf } from '../registry/kept.mjs';

const contracts = '@dubbing/contracts';

/** The project whose tests hold every released version of the contracts against every other, relative to the root. */
export const mixProject = 'test-e2e';

/**
 * What that project's development dependencies have to say of the released versions, the lowest first: each is there under
 * a name of its own.
 *
 * @param {import('../registry/kept.mjs').Releases} releases
 * @returns {[alias: string, range: string][]}
 */
export const mixedVersions = (releases) =>
  versionsOf(releases, contracts).map((version) => [`contracts-${version}`, `npm:${contracts}@${version}`]);

/**
 * The manifest with every released version in it.
 *
 * @param {string} manifest The text of its package.json.
 * @param {import('../registry/kept.mjs').Releases} releases
 * @returns {string} The same text where nothing was missing.
 */
export function withEveryVersion(manifest, releases) {
  const parsed = /** @type {{ devDependencies?: Record<string, string> }} */ (JSON.parse(manifest));
  const { devDependencies = {} } = parsed;
  const mixed = mixedVersions(releases);
  if (mixed.every(([alias, range]) => devDependencies[alias] === range)) return manifest;
  const aliases = new Set(mixed.map(([alias]) => alias));
  const others = Object.entries(devDependencies).filter(([name]) => !aliases.has(name));
  const place = others.findIndex(([name]) => name > 'contracts-');
  const at = place < 0 ? others.length : place;
  parsed.devDependencies = Object.fromEntries([...others.slice(0, at), ...mixed, ...others.slice(at)]);
  return `${JSON.stringify(parsed, undefined, 2)}\n`;
}
