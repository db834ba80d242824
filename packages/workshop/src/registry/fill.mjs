import { runNpm } from '../process/logged.mjs';
import { WorkshopError } from '../workshop-error.mjs';
import { keptFolder, keptReleases, namesOf, readKept, tarballName, versionsOf } from './kept.mjs';
import { publishedVersions, putTarball, removePackage, tagLatest } from './packument.mjs';
import { parseSpec, specOf } from './spec.mjs';

/**
 * Brings every released version into the embedded registry, with the bytes that were released. What it holds already
 * is left alone; a version of another content is replaced, since this registry is the repository's own.
 *
 * @param {import('./open.mjs').OpenRegistry} registry
 * @param {{ signal: AbortSignal, folder?: string }} options
 */
export async function fillRegistry(registry, { signal, folder = keptFolder }) {
  const releases = await keptReleases(folder);
  /** @type {import('./spec.mjs').Release[]} */
  const brought = [];
  for (const name of namesOf(releases)) {
    const missing = await missingVersions(registry, releases, name);
    if (missing.length === 0) continue;
    for (const version of missing) {
      signal.throwIfAborted();
      await putTarball(registry, await readKept({ name, version }, folder));
    }
    await tagLatest(registry, { name, version: versionsOf(releases, name).at(-1) ?? '' });
    brought.push(...missing.map((version) => ({ name, version })));
  }
  if (brought.length > 0) await forgetInNpmsCache(registry, brought, signal);
}

/**
 * @param {import('./open.mjs').OpenRegistry} registry
 * @param {import('./kept.mjs').Releases} releases
 * @param {string} name
 */
async function missingVersions(registry, releases, name) {
  const kept = versionsOf(releases, name);
  const there = await publishedVersions(registry, name);
  const others = kept.filter(
    (version) => there.has(version) && there.get(version) !== releases[specOf({ name, version })],
  );
  if (others.length === 0) return kept.filter((version) => !there.has(version));
  await removePackage(registry, name);
  return kept;
}

/**
 * What npm keeps of these versions, it would hand out again: an older list of versions, or another tarball that was
 * once tried under the same version.
 *
 * @param {import('./open.mjs').OpenRegistry} registry
 * @param {readonly import('./spec.mjs').Release[]} releases
 * @param {AbortSignal} signal
 */
async function forgetInNpmsCache({ url }, releases, signal) {
  const request = `make-fetch-happen:request-cache:${url}`;
  const keys = releases.flatMap((release) => [
    `${request}${release.name.replace('/', '%2f')}`,
    `${request}${release.name}/-/${tarballName(release)}`,
  ]);
  await runNpm(['cache', 'clean', ...new Set(keys)], { log: 'npm-cache', signal });
}

/**
 * Holds a registry that others use too against the released versions: a project must get from it what its lockfile means.
 *
 * @param {import('./open.mjs').OpenRegistry} registry
 * @param {readonly string[]} pinned `name@version`
 * @param {import('./kept.mjs').Releases} releases
 */
export async function checkRegistry(registry, pinned, releases) {
  /** @type {string[]} */
  const faults = [];
  for (const name of new Set(pinned.map((spec) => parseSpec(spec).name))) {
    const there = await publishedVersions(registry, name);
    for (const spec of pinned.filter((each) => parseSpec(each).name === name)) {
      const found = there.get(parseSpec(spec).version);
      if (found === undefined) faults.push(`it has no ${spec}`);
      else if (found !== releases[spec]) faults.push(`its ${spec} is not the one that was released`);
    }
  }
  if (faults.length === 0) return;
  throw new WorkshopError(`The registry at ${registry.url} does not fit:\n  ${faults.join('\n  ')}`, {
    advice:
      'DUBBING_REGISTRY_URL names it, and DUBBING_REGISTRY_TOKEN must hold a token that may read there. ' +
      '`npm run release:publish` brings what this repository has released and it does not have.',
  });
}
