import { inCache, inRepository } from '../paths.mjs';
import { parts } from '../parts/table.mjs';
import { checkRegistry, fillRegistry } from '../registry/fill.mjs';
import { keptFolder, keptReleases } from '../registry/kept.mjs';
import { pinsOf, readLockfile } from '../registry/lockfile.mjs';
import { registrySettings } from '../registry/settings.mjs';
import { fingerprint } from './fingerprint.mjs';

/** @typedef {import('./stamp.mjs').Step} Step */

/**
 * The released versions where the projects can get them: the embedded registry is filled from what the repository
 * keeps, another one is only looked at.
 *
 * @param {{ open: () => Promise<import('../registry/open.mjs').OpenRegistry> }} registry
 * @param {AbortSignal} signal
 * @returns {Step}
 */
export function registryStep(registry, signal) {
  const { url, embedded } = registrySettings();
  return embedded ? fill(registry, url, signal) : look(registry, url);
}

/**
 * @param {{ open: () => Promise<import('../registry/open.mjs').OpenRegistry> }} registry
 * @param {string} url
 * @param {AbortSignal} signal
 * @returns {Step}
 */
const fill = (registry, url, signal) => ({
  id: 'registry',
  title: 'private registry: released versions',
  results: [inCache('registry', 'storage', '@dubbing')],
  fingerprint: () => fingerprint({ root: inRepository(), paths: [keptFolder], facts: [url] }),
  run: async () => {
    await fillRegistry(await registry.open(), { signal });
  },
});

/**
 * @param {{ open: () => Promise<import('../registry/open.mjs').OpenRegistry> }} registry
 * @param {string} url
 * @returns {Step}
 */
function look(registry, url) {
  const projects = Object.values(parts).filter(({ kind }) => kind === 'project');
  const lockfiles = projects.map(({ directory }) => inRepository(directory, 'package-lock.json'));
  return {
    id: 'registry',
    title: 'private registry: the pinned versions',
    results: [],
    fingerprint: () => fingerprint({ root: inRepository(), paths: [keptFolder, ...lockfiles], facts: [url] }),
    run: async () => {
      const pins = await Promise.all(projects.map(async ({ directory }) => pinsOf(await readLockfile(directory))));
      const pinned = [...new Set(pins.flatMap((each) => Object.keys(each)))];
      const open = await registry.open();
      await checkRegistry(open, pinned, await keptReleases());
      return open.url;
    },
  };
}
