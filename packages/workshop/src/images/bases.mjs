import { fileURLToPath } from 'node:url';
import { inRepository } from '../paths.mjs';
import { fingerprint } from '../setup/fingerprint.mjs';
import { WorkshopError } from '../workshop-error.mjs';
import { makeDebian, makeNode } from './stand-in.mjs';

/**
 * An image that others are built on.
 *
 * @typedef {object} Base
 * @property {string} name As the Dockerfile has it.
 * @property {string} image What takes its place here: itself, or a stand-in.
 * @property {boolean} standIn
 */

const reachLimitMs = 5_000;
const pullLimitMs = 300_000;

/**
 * The base images that a Dockerfile pins.
 *
 * @param {string} text
 * @returns {Record<string, string>} By the names of their arguments.
 */
export function pinnedBases(text) {
  const found = [...text.matchAll(/^ARG (\w+_IMAGE)=(\S+)$/gm)];
  return Object.fromEntries(found.map(([, argument = '', image = '']) => [argument, image]));
}

/**
 * Each base as it is published, or a stand-in for it; both are kept.
 *
 * @param {Readonly<Record<string, string>>} wanted Names of images by the arguments of the Dockerfiles.
 * @param {{ buildah: import('./buildah.mjs').Buildah, progress: import('../report/progress.mjs').Progress, signal: AbortSignal }} options
 * @returns {Promise<Record<string, Base>>}
 */
export async function findBases(wanted, { buildah, progress, signal }) {
  /** @type {Record<string, Base>} */
  const bases = {};
  for (const [argument, name] of Object.entries(wanted)) {
    signal.throwIfAborted();
    const standIn = standInOf[argument];
    if (await isThere(buildah, name)) {
      bases[argument] = { name, image: name, standIn: false };
      continue;
    }
    const kept = standIn === undefined ? undefined : await nameOf(standIn);
    if (kept !== undefined && (await isThere(buildah, kept))) {
      bases[argument] = { name, image: kept, standIn: true };
      continue;
    }
    const why = await pull(name, { buildah, progress, signal });
    if (why === undefined) {
      bases[argument] = { name, image: name, standIn: false };
    } else if (kept === undefined || standIn === undefined) {
      throw new WorkshopError(`The base image ${name} cannot be pulled: ${why}`, {
        advice: 'There is no stand-in for it: build this image where that registry can be reached.',
      });
    } else {
      progress.say(`${name} cannot be pulled (${why}): a stand-in takes its place.`);
      await makeStandIn(standIn, { buildah, progress, signal });
      bases[argument] = { name, image: kept, standIn: true };
    }
  }
  return bases;
}

/** @typedef {'debian' | 'node'} StandIn */

/** @type {Readonly<Record<string, StandIn | undefined>>} */
const standInOf = { DEBIAN_IMAGE: 'debian', NODE_IMAGE: 'node' };

/**
 * The name tells what it was made by: a stand-in that is made in another way is another one.
 * @param {StandIn} kind
 */
async function nameOf(kind) {
  const recipe = fileURLToPath(new URL('./stand-in.mjs', import.meta.url));
  const made = await fingerprint({ root: inRepository(), paths: [recipe] });
  return `localhost/dubbing/stand-in-${kind}:${made.slice(0, 12)}`;
}

/**
 * @param {StandIn} kind
 * @param {Parameters<typeof findBases>[1]} options
 */
async function makeStandIn(kind, { buildah, progress, signal }) {
  const debian = await nameOf('debian');
  if (!(await isThere(buildah, debian))) {
    await progress.step('stand-in for Debian (debootstrap)', () =>
      makeDebian(debian, { buildah, signal, log: 'stand-in-debian' }),
    );
  }
  if (kind === 'debian') return;
  const node = await nameOf('node');
  await progress.step('stand-in for Node', () => makeNode(node, debian, { buildah, signal, log: 'stand-in-node' }));
}

/**
 * @param {import('./buildah.mjs').Buildah} buildah
 * @param {string} name
 */
async function isThere(buildah, name) {
  return (await buildah.ask('images', '--quiet', name).catch(() => '')) !== '';
}

/**
 * @param {string} name
 * @param {Parameters<typeof findBases>[1]} options
 * @returns {Promise<string | undefined>} Why it could not be pulled.
 */
async function pull(name, { buildah, progress, signal }) {
  const host = name.startsWith('docker.io/') ? 'registry-1.docker.io' : name.split('/')[0];
  try {
    // Any answer will do, that of a wrong address as well: it is there.
    await fetch(`https://${host}/v2/`, { signal: AbortSignal.any([signal, AbortSignal.timeout(reachLimitMs)]) });
  } catch {
    signal.throwIfAborted();
    return `${host} does not answer`;
  }
  const limit = AbortSignal.timeout(pullLimitMs);
  try {
    await progress.step(`pull ${name}`, () =>
      buildah.run(['pull', '--quiet', name], { log: 'pull', signal: AbortSignal.any([signal, limit]) }),
    );
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) return 'it takes too long';
    return error instanceof WorkshopError ? (error.message.trimEnd().split('\n').at(-1) ?? '').trim() : String(error);
  }
}
