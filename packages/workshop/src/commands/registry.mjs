import { createProgress } from '../report/progress.mjs';
import { openRegistry } from '../registry/open.mjs';
import { registrySettings } from '../registry/settings.mjs';
import { setUp } from '../setup/set-up.mjs';
import { WorkshopError } from '../workshop-error.mjs';

/**
 * The embedded registry in the foreground, until Ctrl-C: for `npm ci` by hand in a project.
 *
 * @type {import('./table.mjs').Command}
 */
export async function registry(_args, signal) {
  if (!registrySettings().embedded) {
    throw new WorkshopError('DUBBING_REGISTRY_URL names a registry; the embedded one is not needed.');
  }
  const progress = createProgress();
  await setUp(['workshop'], { mayInstall: false, progress, signal });
  const open = await openRegistry(signal);
  progress.say(`The private registry is at ${open.url}  (Ctrl-C ends it)`);
  progress.say(`In a project: npm ci --@dubbing:registry=${open.url}`);
  const interrupted = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  await Promise.race([interrupted, open.ended]);
  await open.close();
  if (signal.aborted) return 0;
  throw new WorkshopError('The private registry has ended by itself. Its log is .cache/logs/registry.log.');
}
