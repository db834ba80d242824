import { inCache, inRepository } from '../paths.mjs';
import { publishPackages, rememberPublished } from '../registry/publish.mjs';
import { registrySettings } from '../registry/settings.mjs';
import { fingerprint } from './fingerprint.mjs';
import { publishedDirectories } from './root-steps.mjs';

/**
 * The packages into the private registry, with Lerna.
 *
 * @param {{ open: () => Promise<import('../registry/open.mjs').OpenRegistry> }} registry
 * @param {AbortSignal} signal
 * @returns {import('./stamp.mjs').Step}
 */
export function publishStep(registry, signal) {
  const { url, embedded } = registrySettings();
  const directories = publishedDirectories();
  return {
    id: 'publish',
    title: 'packages: lerna publish',
    results: [inCache('registry', 'published.json'), ...(embedded ? [inCache('registry', 'storage', '@dubbing')] : [])],
    fingerprint: () =>
      fingerprint({
        root: inRepository(),
        paths: directories.flatMap((directory) =>
          ['package.json', 'README.md', 'CHANGELOG.md', 'dist', 'fixtures'].map((path) =>
            inRepository(directory, path),
          ),
        ),
        facts: [url],
      }),
    run: async () => {
      const open = await registry.open();
      await rememberPublished(await publishPackages(directories, open, { signal }));
      return open.url;
    },
  };
}
