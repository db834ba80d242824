import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/process/free-port.mjs';
import { openRegistry } from '../../src/registry/open.mjs';

/**
 * The settings of an embedded registry of a test's own.
 * @param {string} folder
 */
export async function settingsIn(folder) {
  const port = await freePort();
  return { url: `http://127.0.0.1:${port}/`, embedded: true, port, folder, token: undefined };
}

/**
 * Gives `work` an empty registry, and ends it afterwards.
 *
 * @template T
 * @param {(registry: import('../../src/registry/open.mjs').OpenRegistry) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withRegistry(work) {
  const folder = await mkdtemp(join(tmpdir(), 'dubbing-registry-'));
  const registry = await openRegistry(new AbortController().signal, await settingsIn(folder));
  try {
    return await work(registry);
  } finally {
    await registry.close();
    await rm(folder, { recursive: true, force: true });
  }
}
