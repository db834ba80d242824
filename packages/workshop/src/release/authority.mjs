import { WorkshopError } from '../workshop-error.mjs';

/**
 * Refuses to begin a publication that the registry would refuse.
 *
 * @param {import('../registry/open.mjs').OpenRegistry} registry
 * @returns {Promise<string>} The token.
 */
export async function authorityOf({ url, token }) {
  if (token === undefined || token === '') {
    throw new WorkshopError(`DUBBING_REGISTRY_TOKEN is not set, and ${url} takes no package without a token.`);
  }
  const response = await fetch(new URL('-/whoami', url), { headers: { authorization: `Bearer ${token}` } });
  if (response.status === 401 || response.status === 403 || (response.ok && !(await namesSomebody(response)))) {
    throw new WorkshopError(`${url} does not know the token that DUBBING_REGISTRY_TOKEN holds.`, {
      advice: 'Log in there for a new one. Nothing was published.',
    });
  }
  // Not every registry answers that question; the others say so when the first package comes.
  return token;
}

/** @param {Response} response */
async function namesSomebody(response) {
  /** @type {unknown} */
  const body = await response.json().catch(() => undefined);
  return typeof body === 'object' && body !== null && 'username' in body && typeof body.username === 'string';
}
