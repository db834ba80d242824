import { posix } from 'node:path';
import { containersOf, serviceOf } from './compose.mjs';
import { settingsOf } from './tables.mjs';
import { textAt } from './tree.mjs';

/**
 * @typedef {import('./tree.mjs').Tree} Tree
 * @typedef {import('./compose.mjs').Container} Container
 */

/** How long each service may take to end. */
const grace = new Map([
  ['media-service', 'MEDIA_DRAIN_MS'],
  ['sts-service', 'STS_SHUTDOWN_GRACE_MS'],
]);

/** @param {string | undefined} text Of the form `${NAME:-90s}` or `90s`. */
const secondsOf = (text) => Number(/(\d+)s\}?$/.exec(text ?? '')?.[1] ?? 0);

/** @param {Container} container */
const asksForGpu = ({ deploy }) =>
  deploy?.resources?.reservations?.devices?.some(
    ({ driver, capabilities }) => driver === 'nvidia' && capabilities?.includes('gpu') === true,
  ) === true;

/**
 * The text of the Dockerfile that a container is built by; empty where it is not built here.
 * @param {Tree} tree
 * @param {Container} container
 */
export const dockerfileOf = (tree, { build }) =>
  build === undefined ? '' : textAt(tree, posix.join('dockerfiles', build.context, build.dockerfile));

/**
 * Who a container runs as: what compose says, else what our own image says.
 * @param {Tree} tree
 * @param {Container} container
 */
const userOf = (tree, container) =>
  container.user ?? [...dockerfileOf(tree, container).matchAll(/^USER (.+)$/gm)].at(-1)?.[1];

/**
 * What is inside a container cannot get further, it is watched, and it ends before it is killed.
 * @type {import('./tree.mjs').Rule}
 */
export function containersAreHeldIn(tree) {
  const settings = settingsOf(tree);
  return containersOf(tree).flatMap(({ path, name, container }) => {
    const image = /^\$\{\w+:-(.*)\}$/.exec(container.image ?? '')?.[1];
    const limit = grace.get(serviceOf(name) ?? '');
    const longest = settings.find(({ env }) => env === limit);
    const built = container.build !== undefined;
    /** @type {[boolean, string][]} */
    const wanted = [
      [container.read_only === true, 'read_only: true'],
      [container.cap_drop?.includes('ALL') === true, 'cap_drop: [ALL]'],
      [container.security_opt?.includes('no-new-privileges:true') === true, 'no-new-privileges'],
      [container.privileged !== true && container.network_mode === undefined, 'no privileges and networks of its own'],
      [!/^(0|root)?(:|$)/.test(userOf(tree, container) ?? ''), 'a user that is not root'],
      // Our services say that beside their volumes they write there, and nowhere else.
      [!built || container.tmpfs?.includes('/tmp') === true, 'a tmpfs of its own at /tmp'],
      [container.restart === 'unless-stopped', 'restart: unless-stopped'],
      [container.healthcheck !== undefined, 'a healthcheck'],
      [container.deploy?.resources?.limits?.memory !== undefined, 'a limit of its memory'],
      [image !== undefined, 'an image that a variable can replace'],
      [built || /:[\w.-]+@sha256:[0-9a-f]{64}$/.test(image ?? ''), 'a version and a digest of its image'],
      [
        limit === undefined || secondsOf(container.stop_grace_period) * 1000 > Number(longest?.default),
        `a stop_grace_period longer than ${limit} (${longest?.default} ms)`,
      ],
    ];
    return wanted.filter(([there]) => !there).map(([, what]) => ({ path, message: `${name} needs ${what}` }));
  });
}

/**
 * The profile `gpu` runs sts-service on CUDA with a GPU, the profile `cpu` without, and everything else runs under both.
 * @type {import('./tree.mjs').Rule}
 */
export function gpuIsAProfile(tree) {
  return containersOf(tree).flatMap(({ path, name, container }) => {
    const profiles = container.profiles?.join(' ') ?? '';
    const speech = serviceOf(name) === 'sts-service';
    const onGpu = profiles === 'gpu';
    /** @type {[boolean, string][]} */
    const wanted = [
      [speech ? onGpu || profiles === 'cpu' : profiles === '', speech ? 'the profile cpu or gpu' : 'no profile'],
      [asksForGpu(container) === onGpu, onGpu ? 'a GPU' : 'no GPU'],
      [
        !speech || container.build?.args?.['RUNTIME'] === (onGpu ? 'cuda12' : 'cpu'),
        `RUNTIME: ${onGpu ? 'cuda12' : 'cpu'}`,
      ],
    ];
    return wanted.filter(([there]) => !there).map(([, what]) => ({ path, message: `${name} needs ${what}` }));
  });
}
