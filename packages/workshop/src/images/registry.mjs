import { join } from 'node:path';
import { freePort } from '../process/free-port.mjs';
import { fillRegistry } from '../registry/fill.mjs';
import { openRegistry } from '../registry/open.mjs';
import { registrySettings } from '../registry/settings.mjs';
import { imagesFolder } from './buildah.mjs';

/**
 * The private registry that images are built from: the one that is named in the environment, or an embedded one of their own. That one
 * is read by its user alone, so that a build needs its secret here as it does elsewhere; and no other command's end takes it away.
 *
 * @param {AbortSignal} signal
 * @returns {Promise<import('../registry/open.mjs').OpenRegistry>}
 */
export async function openImagesRegistry(signal) {
  const settings = registrySettings();
  if (!settings.embedded) return openRegistry(signal, settings);
  const port = await freePort();
  const registry = await openRegistry(signal, {
    ...settings,
    url: `http://127.0.0.1:${port}/`,
    port,
    folder: join(imagesFolder, 'registry'),
    readers: 'authenticated',
  });
  try {
    await fillRegistry(registry, { signal });
    return registry;
  } catch (error) {
    await registry.close();
    throw error;
  }
}
