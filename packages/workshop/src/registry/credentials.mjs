import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson } from '../json.mjs';
import { WorkshopError } from '../workshop-error.mjs';

const userName = 'dubbing';

/** @typedef {{ password: string, token?: string }} Credentials */

/**
 * A token to publish to the embedded registry with. Its one user is made at the first call, with a random password.
 *
 * @param {import('./settings.mjs').RegistrySettings} settings
 * @returns {Promise<string>}
 */
export async function publishToken(settings) {
  const file = join(settings.folder, 'credentials.json');
  const known = await readCredentials(file);
  if (known?.token !== undefined && (await ownerOf(settings, known.token)) === userName) return known.token;

  const password = known?.password ?? randomBytes(24).toString('hex');
  const token = await logIn(settings, password);
  await mkdir(settings.folder, { recursive: true });
  await writeFile(file, JSON.stringify({ password, token }), { mode: 0o600 });
  return token;
}

/**
 * Whether what answers at the URL is the registry whose credentials we hold.
 * @param {import('./settings.mjs').RegistrySettings} settings
 */
export async function holdsOurUser(settings) {
  const known = await readCredentials(join(settings.folder, 'credentials.json'));
  if (known?.token === undefined) return false;
  return (await ownerOf(settings, known.token).catch(() => undefined)) === userName;
}

/**
 * @param {string} file
 * @returns {Promise<Credentials | undefined>}
 */
async function readCredentials(file) {
  try {
    return /** @type {Credentials} */ (await readJson(file));
  } catch {
    return undefined;
  }
}

/**
 * @param {import('./settings.mjs').RegistrySettings} settings
 * @param {string} token
 */
async function ownerOf(settings, token) {
  const response = await fetch(new URL('-/whoami', settings.url), { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) return undefined;
  const { username } = /** @type {{ username?: string }} */ (await response.json());
  return username;
}

/**
 * What `npm adduser` and `npm login` send. It makes the user where there is none.
 *
 * @param {import('./settings.mjs').RegistrySettings} settings
 * @param {string} password
 */
async function logIn(settings, password) {
  const response = await fetch(new URL(`-/user/org.couchdb.user:${userName}`, settings.url), {
    method: 'PUT',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}`,
    },
    body: JSON.stringify({ name: userName, password, type: 'user', roles: [] }),
  });
  const body = /** @type {{ token?: string, error?: string }} */ (await response.json());
  if (body.token !== undefined) return body.token;
  throw new WorkshopError(`The private registry refused its own user: ${body.error ?? response.status}`, {
    advice: 'Run `npm run clean` and start again: it makes a new registry.',
  });
}
