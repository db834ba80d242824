import { createHash } from 'node:crypto';
import { integrityOf, tarballName } from './kept.mjs';
import { filesOf, manifestOf } from './tarball.mjs';
import { specOf } from './spec.mjs';

/**
 * What a registry knows of a package; only the fields that are read here.
 * @typedef {{ versions?: Record<string, { dist: { integrity: string, tarball: string } } | undefined> }} Packument
 *
 * @typedef {{ url: string, token: string | undefined }} Address
 */

/**
 * @param {string} registryUrl
 * @param {string} name
 */
export const packageUrl = (registryUrl, name) => new URL(name.replace('/', '%2f'), registryUrl);

/** @param {string | undefined} token */
const authorization = (token) => (token === undefined ? {} : { authorization: `Bearer ${token}` });

/**
 * Integrity (Subresource Integrity, sha512) of every version of a package that a registry holds.
 *
 * @param {Address} registry
 * @param {string} name
 * @returns {Promise<Map<string, string>>} Version → integrity; empty where the package is not known.
 */
export async function publishedVersions(registry, name) {
  const versions = await versionsIn(registry, name);
  return new Map([...versions].map(([version, { integrity }]) => [version, integrity]));
}

/**
 * The tarball of a version as the registry gives it out.
 *
 * @param {Address} registry
 * @param {import('./spec.mjs').Release} release
 */
export async function downloadTarball(registry, release) {
  const found = (await versionsIn(registry, release.name)).get(release.version);
  if (found === undefined) throw new Error(`${specOf(release)} is not in the registry at ${registry.url}`);
  const tarball = Buffer.from(await (await ask(registry, new URL(found.tarball), {})).arrayBuffer());
  if (integrityOf(tarball) === found.integrity) return tarball;
  throw new Error(`${registry.url} gave another ${specOf(release)} than the one that it names`);
}

/**
 * Puts a tarball into the registry, byte for byte: what `npm publish` sends.
 *
 * @param {Address} registry
 * @param {Buffer} tarball
 */
export async function putTarball(registry, tarball) {
  const manifest = manifestOf(filesOf(tarball));
  const { name, version } = manifest;
  const file = tarballName({ name, version });
  const dist = {
    integrity: integrityOf(tarball),
    shasum: createHash('sha1').update(tarball).digest('hex'),
    tarball: new URL(`${name}/-/${file}`, registry.url).href,
  };
  await ask(registry, packageUrl(registry.url, name), {
    method: 'PUT',
    json: {
      _id: name,
      name,
      'dist-tags': { latest: version },
      versions: { [version]: { ...manifest, _id: specOf(manifest), dist } },
      _attachments: {
        [file]: {
          content_type: 'application/octet-stream',
          data: tarball.toString('base64'),
          length: tarball.length,
        },
      },
    },
  });
}

/**
 * Makes a version the one that is installed where none is asked for.
 *
 * @param {Address} registry
 * @param {import('./spec.mjs').Release} release
 */
export async function tagLatest(registry, { name, version }) {
  const url = new URL(`-/package/${name.replace('/', '%2f')}/dist-tags/latest`, registry.url);
  await ask(registry, url, { method: 'PUT', json: version });
}

/**
 * Takes a package out of the registry with all its versions.
 * @param {Address} registry
 * @param {string} name
 */
export async function removePackage(registry, name) {
  await ask(registry, new URL(`${name.replace('/', '%2f')}/-rev/any`, registry.url), { method: 'DELETE' });
}

/**
 * @param {Address} registry
 * @param {string} name
 */
async function versionsIn(registry, name) {
  const response = await ask(registry, packageUrl(registry.url, name), { mayBeAbsent: true });
  const packument = response.ok ? /** @type {Packument} */ (await response.json()) : {};
  return new Map(
    Object.entries(packument.versions ?? {}).flatMap(([version, known]) =>
      known === undefined ? [] : [/** @type {const} */ ([version, known.dist])],
    ),
  );
}

/**
 * @param {Address} registry
 * @param {URL} url
 * @param {{ method?: string, json?: unknown, mayBeAbsent?: boolean }} options
 */
async function ask({ token }, url, { method = 'GET', json, mayBeAbsent = false }) {
  const body = json === undefined ? {} : { body: JSON.stringify(json) };
  const type = json === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(url, { method, headers: { ...authorization(token), ...type }, ...body });
  if (response.ok || (mayBeAbsent && response.status === 404)) return response;
  throw new Error(`${method} ${url.href} was answered with ${response.status}: ${await response.text()}`);
}
