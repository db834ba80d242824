import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readJson } from '../json.mjs';
import { inRepository, repositoryRoot } from '../paths.mjs';
import { pinnedBases } from './bases.mjs';
import { imagesFolder } from './buildah.mjs';
import { cacheInBuild, npmSetting, npmrcFor, withSecretFile } from './secret.mjs';
import { certificatesInStandIn } from './stand-in.mjs';
import { images } from './table.mjs';

/** @param {import('./table.mjs').ImageName} name */
const dockerfileOf = (name) => inRepository('dockerfiles', `${images[name].service}.Dockerfile`);

/** @param {import('./table.mjs').ImageName} name */
export const tagOf = (name) => `localhost/dubbing/${images[name].service}:${images[name].runtime}`;

/**
 * The bases of some images, as their Dockerfiles pin them.
 * @param {readonly import('./table.mjs').ImageName[]} names
 */
export async function basesOf(names) {
  /** @type {Record<string, string>} */
  const wanted = {};
  for (const name of names) {
    const pinned = pinnedBases(await readFile(dockerfileOf(name), 'utf8'));
    for (const argument of images[name].bases) wanted[argument] = pinned[argument] ?? '';
  }
  return wanted;
}

/**
 * Builds an image from its service's folder; layers whose inputs are the same are taken from the last build.
 *
 * @param {import('./table.mjs').ImageName} name
 * @param {object} options
 * @param {import('./buildah.mjs').Buildah} options.buildah
 * @param {Readonly<Record<string, import('./bases.mjs').Base>>} options.bases
 * @param {{ url: string, token?: string | undefined }} options.registry The private one.
 * @param {string} [options.only] A stage of the Dockerfile: it is built anew from its beginning, and kept under no name.
 */
export async function buildImage(name, { buildah, bases, registry, only }) {
  const { service, runtime } = images[name];
  const [publicRegistry, about] = await Promise.all([npmSetting('registry'), labelsOf(service)]);
  // Not this machine's own: what others take out of that one meanwhile would be missed here.
  const cache = join(imagesFolder, 'npm-cache');
  await mkdir(cache, { recursive: true });
  const own = images[name].bases.map((argument) => bases[argument]);
  // A published image brings the certificates that Node is built with, a stand-in those of this machine.
  const certificates = own.some((base) => base?.standIn === true) ? certificatesInStandIn : undefined;
  const npmrc = npmrcFor(registry, { publicRegistry, certificates });

  const values = {
    ...Object.fromEntries(images[name].bases.map((argument) => [argument, bases[argument]?.image ?? ''])),
    ...(service === 'sts-service' ? { RUNTIME: runtime } : {}),
    ...about,
  };
  const dockerfile = dockerfileOf(name);
  await withSecretFile(npmrc, (secret) =>
    buildah.run(
      [
        'bud',
        '--format=docker',
        // What a layer was made with is no part of what it is looked up by: with other credentials it would be found as well.
        ...(only === undefined ? ['--layers', `--tag=${tagOf(name)}`] : ['--no-cache', `--target=${only}`]),
        '--force-rm',
        '--pull-never',
        `--ignorefile=${dockerfile}.dockerignore`,
        `--secret=id=npmrc,src=${secret}`,
        `--volume=${cache}:${cacheInBuild}`,
        ...Object.entries(values).map(([argument, value]) => `--build-arg=${argument}=${value}`),
        `--file=${dockerfile}`,
        inRepository('services', service),
      ],
      {
        log: `image-${name}${only === undefined ? '' : `-${only}`}`,
        adviseOn: (log) => adviseOnBuild(log, registry.url),
      },
    ),
  );
}

/**
 * What the labels say; the time is the commit's, so that the same commit makes the same image.
 * @param {string} service
 */
async function labelsOf(service) {
  const { version } = /** @type {{ version: string }} */ (
    await readJson(join(inRepository('services', service), 'package.json'))
  );
  const git = async (/** @type {string[]} */ ...args) =>
    (await promisify(execFile)('git', args, { cwd: repositoryRoot })).stdout.trim();
  try {
    const [revision, created] = (await git('log', '-1', '--format=%H %cI')).split(' ');
    const changed = (await git('status', '--porcelain')) === '' ? '' : '-changed';
    return { VERSION: version, REVISION: `${revision}${changed}`, CREATED: created };
  } catch {
    // A copy of the repository without its history.
    return { VERSION: version };
  }
}

/**
 * @param {string} log
 * @param {string} url
 */
export function adviseOnBuild(log, url) {
  const refusal = /\bE(401|403)\b|\b(401 Unauthorized|403 Forbidden)\b/.exec(log);
  if (refusal !== null) {
    return (
      `The private registry ${url} refused the credentials (${refusal[1] ?? refusal[2]}). DUBBING_REGISTRY_TOKEN must hold a token that may read there; ` +
      'in a build by hand it is the _authToken of the secret npmrc.'
    );
  }
  if (/\bE404\b[^]*@dubbing/.test(log)) {
    return `The private registry ${url} does not have a package of the lockfile, or not for these credentials.`;
  }
  return undefined;
}
