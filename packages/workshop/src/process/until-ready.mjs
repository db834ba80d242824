import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkshopError } from '../workshop-error.mjs';
import { indentedTail } from './logged.mjs';

const readyWithinMs = 60_000;
const pollMs = 200;

/**
 * Waits until a service says that it is ready (`/health/ready`).
 *
 * @param {object} service
 * @param {string} service.name
 * @param {string} service.url
 * @param {Promise<unknown>} service.ended
 * @param {string} service.logPath
 * @param {AbortSignal} signal
 */
export async function untilReady({ name, url, ended, logPath }, signal) {
  let hasEnded = false;
  void ended.finally(() => (hasEnded = true)).catch(() => {});
  const giveUpAt = performance.now() + readyWithinMs;
  while (performance.now() < giveUpAt && !hasEnded) {
    const response = await fetch(`${url}/health/ready`, { signal }).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.status === 200) return;
    await sleep(pollMs, undefined, { signal });
  }
  const what = hasEnded ? `${name} ended before it was ready` : `${name} was not ready in ${readyWithinMs / 1_000} s`;
  throw new WorkshopError(`${what}. Its last lines:\n\n${indentedTail(await readFile(logPath, 'utf8'))}`, {
    advice: `The whole log is ${logPath}.`,
  });
}
