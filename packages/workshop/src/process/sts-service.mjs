import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { inCache, inRepository } from '../paths.mjs';
import { startChild } from './child.mjs';
import { freePort } from './free-port.mjs';
import { untilReady } from './until-ready.mjs';

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
    await progress.step('sts-service', () =>
      untilReady({ name: 'sts-service', url, ended: owned.ended, logPath }, signal),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  void owned.ended.then(() => {
    if (!stopping) progress.say(`sts-service has ended; the original sound goes on. Its log is ${logPath}.`);
  });
  return { url, stop };
}
