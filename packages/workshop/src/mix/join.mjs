import { readFile, writeFile } from 'node:fs/promises';
import { inRepository } from '../paths.mjs';
import { keptReleases } from '../registry/kept.mjs';
import { lockProject } from '../setup/lock-project.mjs';
import { mixProject, withEveryVersion } from './versions.mjs';

/** What joining changes. */
export const mixFiles = ['package.json', 'package-lock.json'].map((file) => `${mixProject}/${file}`);

/**
 * Lets every released version that is kept take part in the tests of all mixes: it gets its line in that project's manifest,
 * and its place in the lockfile.
 *
 * @param {import('../registry/open.mjs').OpenRegistry} registry Has all of them.
 * @param {AbortSignal} signal
 * @returns {Promise<boolean>} Whether one was missing.
 */
export async function joinMix(registry, signal) {
  const path = inRepository(mixProject, 'package.json');
  const before = await readFile(path, 'utf8');
  const after = withEveryVersion(before, await keptReleases());
  if (after === before) return false;
  await writeFile(path, after);
  try {
    await lockProject(mixProject, registry, signal);
  } catch (error) {
    // Both or none: a manifest that is in order would not be looked at again.
    await writeFile(path, before);
    throw error;
  }
  return true;
}
