import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inRepository } from '../paths.mjs';
import { placesOf } from '../link/state.mjs';
import { parts } from '../parts/table.mjs';
import { runNpm } from '../process/logged.mjs';
import { keptReleases } from '../registry/kept.mjs';
import { checkPins } from '../registry/lockfile.mjs';
import { registrySettings } from '../registry/settings.mjs';
import { WorkshopError } from '../workshop-error.mjs';
import { fingerprint, runtimeFacts } from './fingerprint.mjs';
import { adviseOnInstall, buildInputs, buildStep, quietInstall } from './root-steps.mjs';

/** @typedef {import('./stamp.mjs').Step} Step */

/**
 * `npm ci` of a project that stands alone, with our scope from the private registry.
 *
 * @param {import('../parts/table.mjs').PartName} name
 * @param {{ open: () => Promise<import('../registry/open.mjs').OpenRegistry> }} registry
 * @param {AbortSignal} signal
 * @returns {Step}
 */
export function installProject(name, registry, signal) {
  const { directory } = parts[name];
  const cwd = inRepository(directory);
  return {
    id: `install-${name}`,
    title: `${directory}: npm ci`,
    results: [join(cwd, 'node_modules/.package-lock.json'), ...nativeResults(name, cwd)],
    fingerprint: () =>
      fingerprint({
        root: inRepository(),
        paths: ['package.json', 'package-lock.json', '.npmrc'].map((file) => join(cwd, file)),
        facts: [...runtimeFacts, registrySettings().url],
      }),
    run: async () => {
      await checkPins(directory, await keptReleases());
      await installAt(name, cwd, await registry.open(), { log: `install-${name}`, signal });
    },
  };
}

/**
 * `npm ci` in a project's folder, which may be a copy of it elsewhere.
 *
 * @param {import('../parts/table.mjs').PartName} name
 * @param {string} cwd
 * @param {import('../registry/open.mjs').OpenRegistry} registry
 * @param {{ log: string, signal: AbortSignal, preferCache?: boolean }} options `preferCache`: npm asks no registry about what it has in
 *   its cache, which takes half of the time.
 */
export async function installAt(name, cwd, registry, { log, signal, preferCache = false }) {
  const env = installEnvironment(registry);
  const scope = `--@dubbing:registry=${registry.url}`;
  const cached = preferCache ? ['--prefer-offline'] : [];
  await runNpm(['ci', scope, ...cached, ...quietInstall], { log, cwd, env, signal, adviseOn: adviseOnInstall });
  await buildNative(name, { log, cwd, env, signal });
}

/**
 * @param {import('../parts/table.mjs').PartName} name
 * @param {{ linked: boolean, signal: AbortSignal }} options `linked`: it is built against the working copies of the packages.
 * @returns {Step}
 */
export function buildProject(name, { linked, signal }) {
  const { directory } = parts[name];
  const packages = linked ? placesOf(name).map(({ workingCopy }) => join(workingCopy, 'dist')) : [];
  return buildStep(
    name,
    [...buildInputs(directory), inRepository(directory, 'package-lock.json'), ...packages],
    signal,
  );
}

/**
 * @param {import('../registry/open.mjs').OpenRegistry} registry
 * @returns {NodeJS.ProcessEnv}
 */
export function installEnvironment({ url, embedded, token }) {
  const { host, pathname } = new URL(url);
  // The npm package `node` and most version managers bring the headers along: node-gyp then downloads none.
  const beside = join(dirname(process.execPath), '..');
  return {
    // The CPU library is in the package; its install script would fetch the CUDA one.
    ONNXRUNTIME_NODE_INSTALL: 'skip',
    ...(existsSync(join(beside, 'include/node/node.h')) ? { npm_config_nodedir: beside } : {}),
    // The embedded registry may be read by anyone on this machine.
    ...(embedded || token === undefined ? {} : { [`npm_config_//${host}${pathname}:_authToken`]: token }),
  };
}

const gstreamerAddon = 'node_modules/gstreamer-superficial';

/**
 * @param {import('../parts/table.mjs').PartName} name
 * @param {string} cwd
 */
const nativeResults = (name, cwd) =>
  name === 'media-service' ? [join(cwd, gstreamerAddon, 'build/Release/gstreamer-superficial.node')] : [];

/**
 * npm from 11 on runs only those install scripts that a project allows, and a machine's settings may forbid all of them.
 *
 * @param {import('../parts/table.mjs').PartName} name
 * @param {{ log: string, cwd: string, env: NodeJS.ProcessEnv, signal: AbortSignal }} options
 */
async function buildNative(name, options) {
  const isBuilt = () => nativeResults(name, options.cwd).every((path) => existsSync(path));
  if (isBuilt()) return;
  const args = ['rebuild', 'gstreamer-superficial', '--foreground-scripts', '--ignore-scripts=false'];
  await runNpm(args, { ...options, append: true });
  if (!isBuilt()) {
    throw new WorkshopError('gstreamer-superficial was installed without its native part.', {
      advice: `Its build is in .cache/logs/${options.log}.log.`,
    });
  }
}
