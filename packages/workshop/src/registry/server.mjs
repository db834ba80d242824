import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { inCache, inRepository } from '../paths.mjs';
import { WorkshopError } from '../workshop-error.mjs';
import { startChild } from '../process/child.mjs';

/**
 * Starts the embedded registry, or finds it running already (`npm run registry` in another terminal).
 *
 * @param {import('./settings.mjs').RegistrySettings} settings
 * @param {{ signal: AbortSignal, alreadyOurs: () => Promise<boolean> }} options
 *   `alreadyOurs`: whether what answers at the URL is this repository's registry.
 * @returns {Promise<{ close: () => Promise<void>, ended: Promise<unknown> }>}
 */
export async function startRegistry(settings, { signal, alreadyOurs }) {
  await mkdir(settings.folder, { recursive: true });
  await mkdir(inCache('logs'), { recursive: true });
  // From here to the listener nothing is awaited: an abort in between would never be heard.
  signal.throwIfAborted();
  const log = createWriteStream(inCache('logs', 'registry.log'), { flags: 'a' });

  const owned = startChild(
    process.execPath,
    [
      inRepository('packages/workshop/src/registry/server-child.mjs'),
      settings.folder,
      String(settings.port),
      settings.readers ?? 'all',
    ],
    { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  owned.child.stdout?.pipe(log, { end: false });
  owned.child.stderr?.pipe(log, { end: false });
  const close = async () => {
    signal.removeEventListener('abort', onAbort);
    await owned.stop();
    log.end();
  };
  const onAbort = () => void close();
  signal.addEventListener('abort', onAbort, { once: true });

  const word = await firstWord(owned);
  signal.throwIfAborted();
  if ('listening' in word) return { close, ended: owned.ended };

  await close();
  if (word.code === 'EADDRINUSE' && (await alreadyOurs()))
    return { close: async () => {}, ended: new Promise(() => {}) };
  if (word.code === 'EADDRINUSE') {
    throw new WorkshopError(`The private registry's port ${settings.port} on 127.0.0.1 is in use.`, {
      advice: 'Set DUBBING_REGISTRY_PORT to a free port.',
    });
  }
  throw new WorkshopError(`The private registry did not start: ${word.failed}`, {
    advice: 'Its log is .cache/logs/registry.log.',
  });
}

/**
 * What the child says when it listens, or why it does not.
 * @typedef {{ listening: true } | { failed: string, code?: string }} FirstWord
 *
 * @param {import('../process/child.mjs').OwnedChild} owned
 * @returns {Promise<FirstWord>}
 */
function firstWord({ child, ended }) {
  return new Promise((resolve) => {
    child.once('message', (message) => resolve(/** @type {FirstWord} */ (message)));
    ended.then(
      ({ code, signalName }) => resolve({ failed: `it ended with ${signalName ?? `exit code ${code}`}` }),
      (/** @type {Error} */ error) => resolve({ failed: error.message }),
    );
  });
}
