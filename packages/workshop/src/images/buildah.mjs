import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inCache } from '../paths.mjs';
import { runLogged } from '../process/logged.mjs';
import { withRootThatIsMount } from './own-root.mjs';

/** Where images, stand-ins and what tells of them are; nothing outside of it is written. */
export const imagesFolder = inCache('images');

const storeFolder = join(imagesFolder, 'store');
const maxOutputBytes = 64 * 1024 * 1024;
const run = promisify(execFile);

/**
 * buildah with a store of the repository's own.
 *
 * @typedef {object} Buildah
 * @property {string} storeFolder
 * @property {(args: readonly string[], options: { log: string, append?: boolean, adviseOn?: (log: string) => string | undefined, signal?: AbortSignal }) => Promise<void>} run
 *   With its output in a log; ends with a signal of its own as well. What it mounts may go with it.
 * @property {(...args: string[]) => Promise<string>} ask Gives what it prints, without the newline at its end.
 */

/**
 * @param {AbortSignal} signal
 * @returns {Promise<Buildah>}
 */
export async function openBuildah(signal) {
  const temporary = join(imagesFolder, 'tmp');
  await mkdir(temporary, { recursive: true });
  // A machine's own settings of containers, or their absence, make no difference.
  const policy = join(imagesFolder, 'policy.json');
  const registries = join(imagesFolder, 'registries.conf');
  await writeFile(policy, JSON.stringify({ default: [{ type: 'insecureAcceptAnything' }] }));
  await writeFile(registries, 'unqualified-search-registries = []\n');

  const globals = ['--root', storeFolder, '--runroot', join(imagesFolder, 'run')];
  /** @param {string} driver */
  const environment = (driver) => ({
    STORAGE_DRIVER: driver,
    BUILDAH_ISOLATION: 'chroot',
    CONTAINERS_REGISTRIES_CONF: registries,
    TMPDIR: temporary,
  });
  const driver = await storageDriver(globals, environment);
  const env = environment(driver);
  const prefix = await withRootThatIsMount(join(imagesFolder, 'root'));
  const trusting = (/** @type {readonly string[]} */ [verb = '', ...rest]) =>
    ['bud', 'commit', 'from', 'pull', 'push'].includes(verb)
      ? [...globals, verb, '--signature-policy', policy, ...rest]
      : [...globals, verb, ...rest];

  return {
    storeFolder,
    run: (args, options) => {
      const [command = 'buildah', ...rest] = [...prefix, 'buildah', ...trusting(args)];
      return runLogged(command, rest, { ...options, env, signal: options.signal ?? signal });
    },
    ask: async (...args) => {
      signal.throwIfAborted();
      const options = { env: { ...process.env, ...env }, maxBuffer: maxOutputBytes, signal };
      return (await run('buildah', trusting(args), options)).stdout.trimEnd();
    },
  };
}

/**
 * Layers on top of each other where the file system can do that, else whole copies. A store stays with what it began with.
 *
 * @param {readonly string[]} globals
 * @param {(driver: string) => NodeJS.ProcessEnv} environment
 */
async function storageDriver(globals, environment) {
  if (existsSync(join(storeFolder, 'overlay'))) return 'overlay';
  if (existsSync(join(storeFolder, 'vfs'))) return 'vfs';
  try {
    await run('buildah', [...globals, 'info'], { env: { ...process.env, ...environment('overlay') } });
    return 'overlay';
  } catch {
    return 'vfs';
  }
}
