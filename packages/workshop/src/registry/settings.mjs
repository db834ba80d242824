import { inCache } from '../paths.mjs';
import { WorkshopError } from '../workshop-error.mjs';

/**
 * Who may read in the embedded registry: everybody, or its user alone.
 * @typedef {'all' | 'authenticated'} Readers
 *
 * Where the private registry is.
 *
 * @typedef {object} RegistrySettings
 * @property {string} url Ends with a slash.
 * @property {boolean} embedded Whether it is the one that the workshop starts itself.
 * @property {number} port Of the embedded one.
 * @property {string} folder Storage, users and credentials of the embedded one.
 * @property {Readers} [readers] Of the embedded one; everybody where it is left out.
 * @property {string | undefined} token To publish with; the embedded one makes its own.
 */

// Below the range from which Linux takes ports for outgoing connections, and no registered service's.
const defaultPort = 24_873;

/**
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {RegistrySettings}
 */
export function registrySettings(env = process.env) {
  const folder = inCache('registry');
  const given = env['DUBBING_REGISTRY_URL'];
  if (given !== undefined && given !== '') {
    if (!URL.canParse(given)) throw new WorkshopError(`DUBBING_REGISTRY_URL is not a URL: ${given}`);
    return { url: withSlash(given), embedded: false, port: 0, folder, token: env['DUBBING_REGISTRY_TOKEN'] };
  }
  const port = Number(env['DUBBING_REGISTRY_PORT'] ?? defaultPort);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new WorkshopError(`DUBBING_REGISTRY_PORT is not a port: ${env['DUBBING_REGISTRY_PORT']}`);
  }
  return { url: `http://127.0.0.1:${port}/`, embedded: true, port, folder, token: undefined };
}

/** @param {string} url */
const withSlash = (url) => (url.endsWith('/') ? url : `${url}/`);
