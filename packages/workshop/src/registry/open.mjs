import { holdsOurUser, publishToken } from './credentials.mjs';
import { startRegistry } from './server.mjs';
import { registrySettings } from './settings.mjs';

/**
 * A registry that answers, and how to speak to it.
 *
 * @typedef {object} OpenRegistry
 * @property {string} url
 * @property {boolean} embedded
 * @property {string | undefined} token undefined: it may be read only.
 * @property {Promise<unknown>} ended The embedded registry's process has ended.
 * @property {() => Promise<void>} close Ends the embedded registry. Idempotent.
 */

/**
 * @param {AbortSignal} signal
 * @param {import('./settings.mjs').RegistrySettings} [settings]
 * @returns {Promise<OpenRegistry>}
 */
export async function openRegistry(signal, settings = registrySettings()) {
  const { url, embedded } = settings;
  if (!embedded) return { url, embedded, token: settings.token, ended: new Promise(() => {}), close: async () => {} };

  const server = await startRegistry(settings, { signal, alreadyOurs: () => holdsOurUser(settings) });
  try {
    return { url, embedded, token: await publishToken(settings), ...server };
  } catch (error) {
    await server.close();
    throw error;
  }
}

/**
 * Opens the registry when it is first needed, once.
 * @param {AbortSignal} signal
 */
export function lazyRegistry(signal) {
  /** @type {Promise<OpenRegistry> | undefined} */
  let opening;
  return {
    open: () => (opening ??= openRegistry(signal)),
    close: async () => {
      const registry = await opening?.catch(() => undefined);
      await registry?.close();
    },
  };
}
