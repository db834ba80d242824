import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { inCache } from '../paths.mjs';

/**
 * A step of the set-up, which is skipped while its fingerprint is the one that it last ended well with.
 *
 * @typedef {object} Step
 * @property {string} id Names the stamp.
 * @property {string} title
 * @property {() => Promise<string>} fingerprint Of everything that the result depends on.
 * @property {readonly string[]} results Paths that are there when the step has been done.
 * @property {() => Promise<string | void>} run A text that it returns is shown beside the step.
 */

/** @param {string} id */
const stampPath = (id) => inCache('stamps', id);

/**
 * @param {Step} step
 * @param {import('../report/progress.mjs').Progress} progress
 * @returns {Promise<boolean>} Whether anything had to be done.
 */
export async function perform(step, progress) {
  const before = await step.fingerprint();
  if (step.results.every((path) => existsSync(path)) && (await readStamp(step.id)) === before) return false;

  await rm(stampPath(step.id), { force: true });
  await progress.step(step.title, step.run);
  await mkdir(inCache('stamps'), { recursive: true });
  await writeFile(stampPath(step.id), `${before}\n`);
  return true;
}

/** @param {string} id */
export async function readStamp(id) {
  try {
    return (await readFile(stampPath(id), 'utf8')).trim();
  } catch {
    return undefined;
  }
}
