import { readFile, writeFile } from 'node:fs/promises';
import { readJson } from '../json.mjs';
import { inRepository } from '../paths.mjs';
import { lazyRegistry } from '../registry/open.mjs';
import { movePin } from '../registry/pin.mjs';
import { lockProject } from '../setup/lock-project.mjs';
import { registryStep } from '../setup/registry-step.mjs';
import { perform } from '../setup/stamp.mjs';
import { WorkshopError } from '../workshop-error.mjs';

/**
 * @param {string} directory Of a project.
 * @param {string} name Of a package.
 * @returns {Promise<string>} The version that it pins.
 */
export async function pinOf(directory, name) {
  const { dependencies } = /** @type {{ dependencies?: Record<string, string> }} */ (
    await readJson(inRepository(directory, 'package.json'))
  );
  const version = dependencies?.[name];
  if (version === undefined) throw new WorkshopError(`${directory} does not depend on ${name}.`);
  return version;
}

/**
 * Moves a pin and writes the lockfile that belongs to it.
 *
 * @param {string} directory Of the project.
 * @param {import('../registry/spec.mjs').Release} release
 * @param {{ progress: import('../report/progress.mjs').Progress, signal: AbortSignal }} options
 * @returns {Promise<() => Promise<void>>} Puts both files back as they were.
 */
export async function movePinOf(directory, release, { progress, signal }) {
  const paths = ['package.json', 'package-lock.json'].map((file) => inRepository(directory, file));
  const before = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
  const putBack = async () => {
    for (const [index, path] of paths.entries()) await writeFile(path, before[index] ?? '');
  };
  const registry = lazyRegistry(signal);
  try {
    await perform(registryStep(registry, signal), progress);
    await progress.step(`${directory}: package.json, package-lock.json`, async () => {
      await writeFile(paths[0] ?? '', movePin(before[0] ?? '', release));
      await lockProject(directory, await registry.open(), signal);
    });
  } catch (error) {
    await putBack();
    throw error;
  } finally {
    await registry.close();
  }
  return putBack;
}

/**
 * Our packages that a project has twice, since one that it pins wants another version of them: their classes are then not
 * each other's, and an error of the one is none of the other.
 *
 * @param {import('../registry/lockfile.mjs').Lockfile} lockfile
 * @returns {string[]} One sentence each.
 */
export function doubled({ packages }) {
  return Object.entries(packages).flatMap(([path, { version }]) => {
    const [, outer, inner] = /^node_modules\/(@dubbing\/\w+)\/node_modules\/(@dubbing\/\w+)$/.exec(path) ?? [];
    const top = packages[`node_modules/${inner}`]?.version;
    return top === undefined || top === version
      ? []
      : [`${outer} wants ${inner} ${version} and brings it along; the project pins ${top}`];
  });
}
