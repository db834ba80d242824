import { readFile } from 'node:fs/promises';

/**
 * The content of a JSON file, for the caller to give its type.
 *
 * @param {string} path
 * @returns {Promise<unknown>}
 */
export async function readJson(path) {
  return /** @type {unknown} */ (JSON.parse(await readFile(path, 'utf8')));
}
