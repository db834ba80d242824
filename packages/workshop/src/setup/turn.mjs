import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inCache } from '../paths.mjs';

const pollMs = 500;

/**
 * Runs `work` while no other set-up of this repository does: two at once would write the same folders.
 *
 * @template T
 * @param {{ progress: import('../report/progress.mjs').Progress, signal: AbortSignal, path?: string }} options
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function inTurn({ progress, signal, path = inCache('setup.lock') }, work) {
  await mkdir(dirname(path), { recursive: true });
  let told = false;
  while (!(await take(path))) {
    const holder = await holderOf(path);
    if (holder === undefined) {
      await rm(path, { force: true });
      continue;
    }
    if (!told) progress.say(`Another set-up is running here (process ${holder}); waiting for it.`);
    told = true;
    await sleep(pollMs, undefined, { signal });
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** @param {string} path */
async function take(path) {
  // A link appears with its content or not at all, so nobody ever reads a lock without a holder.
  const mine = `${path}.${process.pid}`;
  await writeFile(mine, String(process.pid));
  try {
    await link(mine, path);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(mine, { force: true });
  }
}

/**
 * @param {string} path
 * @returns {Promise<number | undefined>} undefined when the process that took the turn has gone without giving it back.
 */
async function holderOf(path) {
  try {
    const holder = Number(await readFile(path, 'utf8'));
    return isRunning(holder) ? holder : undefined;
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
