import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readJson } from '../json.mjs';
import { inCache, inRepository } from '../paths.mjs';
import { runLogged, runNpm } from '../process/logged.mjs';
import { WorkshopError } from '../workshop-error.mjs';
import { publishedIntegrity, removePackage } from './packument.mjs';
import { stagePackages } from './staging.mjs';

// Lerna stamps the commit into every package.json that it publishes, which would change the tarball, and with it the
// integrity in every lockfile, at each commit. The content alone must decide, so the stamp is a constant.
const gitHead = 'not-recorded';

/**
 * Publishes the packages with Lerna and returns the integrity of each, `name@version` → sha512.
 *
 * The embedded registry is this repository's own, so what it holds of another content is replaced. In a registry that
 * others use a version never changes: there, versions that exist are left alone.
 *
 * @param {readonly string[]} directories
 * @param {import('./open.mjs').OpenRegistry} registry
 * @param {{ signal: AbortSignal, staging?: string }} options `staging`: where the copy for Lerna is made.
 * @returns {Promise<Record<string, string>>}
 */
export async function publishPackages(directories, registry, { signal, staging = inCache('publish') }) {
  const staged = await stagePackages(directories, staging);
  if (registry.embedded) await forget(staged, registry, signal);
  if (registry.token !== undefined) await runLerna(staging, registry.url, registry.token, signal);

  /** @type {Record<string, string>} */
  const integrities = {};
  for (const { name, version } of staged) {
    const integrity = await publishedIntegrity(registry, { name, version });
    if (integrity === undefined) {
      throw new WorkshopError(`${name}@${version} is not in the registry at ${registry.url}.`, {
        advice: 'Set DUBBING_REGISTRY_TOKEN to a token that may publish there.',
      });
    }
    integrities[`${name}@${version}`] = integrity;
  }
  return integrities;
}

const publishedPath = inCache('registry', 'published.json');

/** @param {Record<string, string>} integrities */
export async function rememberPublished(integrities) {
  await mkdir(dirname(publishedPath), { recursive: true });
  await writeFile(publishedPath, `${JSON.stringify(integrities, undefined, 2)}\n`);
}

/** @returns {Promise<Record<string, string>>} What was last published, `name@version` → integrity. */
export async function lastPublished() {
  return /** @type {Record<string, string>} */ (await readJson(publishedPath));
}

/**
 * Takes the packages out of the registry, and what npm keeps of them out of its cache: it would hand out the old
 * tarball for the same version.
 *
 * @param {readonly import('./staging.mjs').StagedPackage[]} staged
 * @param {import('./open.mjs').OpenRegistry} registry
 * @param {AbortSignal} signal
 */
async function forget(staged, registry, signal) {
  const keys = [];
  for (const { name, version } of staged) {
    await removePackage({ url: registry.url, token: registry.token ?? '' }, name);
    const request = `make-fetch-happen:request-cache:${registry.url}`;
    keys.push(`${request}${name.replace('/', '%2f')}`, `${request}${name}/-/${name.split('/').at(-1)}-${version}.tgz`);
  }
  await runNpm(['cache', 'clean', ...keys], { log: 'npm-cache', signal });
}

/**
 * @param {string} staging
 * @param {string} url
 * @param {string} token
 * @param {AbortSignal} signal
 */
async function runLerna(staging, url, token, signal) {
  const { host, pathname } = new URL(url);
  const npmrc = `registry=${url}\n//${host}${pathname}:_authToken=${token}\n`;
  await writeFile(join(staging, '.npmrc'), npmrc, { mode: 0o600 });
  const options = ['--yes', '--ignore-scripts', '--no-git-reset', '--git-head', gitHead, '--registry', url];
  const lerna = inRepository('node_modules/lerna/dist/cli.js');
  await runLogged(process.execPath, [lerna, 'publish', 'from-package', ...options], {
    log: 'lerna-publish',
    cwd: staging,
    signal,
    env: {
      // Not our repository's state: Lerna is to see the copy as a folder without git.
      GIT_DIR: join(staging, '.no-git'),
      NX_DAEMON: 'false',
      NX_WORKSPACE_ROOT_PATH: staging,
      NX_CACHE_DIRECTORY: inCache('nx'),
      NX_WORKSPACE_DATA_DIRECTORY: inCache('nx'),
      CI: '1',
    },
  });
}
