import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { inCache, inRepository } from '../paths.mjs';
import { WorkshopError } from '../workshop-error.mjs';
import { startChild } from './child.mjs';
import { freePort } from './free-port.mjs';
import { indentedTail } from './logged.mjs';

const readyWithinMs = 60_000;
const pollMs = 200;

/**
 * Starts sts-service on a free port of loopback and waits until its engines are loaded.
 *
 * @param {{ progress: import('../report/progress.mjs').Progress, signal: AbortSignal }} options
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startStsService({ progress, signal }) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const logPath = inCache('logs', 'sts-service.log');
  await mkdir(inCache('logs'), { recursive: true });
  const log = createWriteStream(logPath);
  const owned = startChild(process.execPath, [inRepository('services/sts-service/dist/main.js')], {
    env: { ...process.env, STS_HOST: '127.0.0.1', STS_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  owned.child.stdout?.pipe(log, { end: false });
  owned.child.stderr?.pipe(log, { end: false });

  let stopping = false;
  const stop = async () => {
    stopping = true;
    await owned.stop();
    log.end();
  };
  try {
    await progress.step('sts-service', () => untilReady(url, owned.ended, signal, logPath));
  } catch (error) {
    await stop();
    throw error;
  }
  void owned.ended.then(() => {
    if (!stopping) progress.say(`sts-service has ended; the original sound goes on. Its log is ${logPath}.`);
  });
  return { url, stop };
}

/**
 * @param {string} url
 * @param {Promise<unknown>} ended
 * @param {AbortSignal} signal
 * @param {string} logPath
 */
async function untilReady(url, ended, signal, logPath) {
  let hasEnded = false;
  void ended.finally(() => (hasEnded = true)).catch(() => {});
  const giveUpAt = performance.now() + readyWithinMs;
  while (performance.now() < giveUpAt && !hasEnded) {
    const response = await fetch(`${url}/health/ready`, { signal }).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.status === 200) return;
    await sleep(pollMs, undefined, { signal });
  }
  const what = hasEnded
    ? 'sts-service ended before it was ready'
    : `sts-service was not ready in ${readyWithinMs / 1_000} s`;
  throw new WorkshopError(`${what}. Its last lines:\n\n${indentedTail(await readFile(logPath, 'utf8'))}`, {
    advice: `The whole log is ${logPath}.`,
  });
}
