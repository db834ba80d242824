/**
 * What a registry knows of a package; only the fields that are read here.
 * @typedef {{ versions?: Record<string, { dist: { integrity: string } } | undefined> }} Packument
 */

/**
 * @param {string} registryUrl
 * @param {string} name
 */
export const packageUrl = (registryUrl, name) => new URL(name.replace('/', '%2f'), registryUrl);

/**
 * Integrity (Subresource Integrity, sha512) of one published version.
 *
 * @param {{ url: string, token: string | undefined }} registry
 * @param {{ name: string, version: string }} wanted
 * @returns {Promise<string | undefined>} undefined when that version is not there.
 */
export async function publishedIntegrity(registry, { name, version }) {
  const headers = registry.token === undefined ? {} : { authorization: `Bearer ${registry.token}` };
  const response = await fetch(packageUrl(registry.url, name), { headers });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`${registry.url} answered ${response.status} about ${name}`);
  const packument = /** @type {Packument} */ (await response.json());
  return packument.versions?.[version]?.dist.integrity;
}

/**
 * Takes a package out of the registry with all its versions.
 * @param {{ url: string, token: string }} registry
 * @param {string} name
 */
export async function removePackage(registry, name) {
  const response = await fetch(new URL(`${name.replace('/', '%2f')}/-rev/any`, registry.url), {
    method: 'DELETE',
    headers: { authorization: `Bearer ${registry.token}` },
  });
  if (!response.ok && response.status !== 404) {
    throw new Error(`${registry.url} answered ${response.status} when ${name} was to be removed`);
  }
}
