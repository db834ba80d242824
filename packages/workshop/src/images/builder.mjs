import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inTurn } from '../setup/turn.mjs';
import { findBases } from './bases.mjs';
import { basesOf, buildImage } from './build.mjs';
import { imagesFolder, openBuildah } from './buildah.mjs';
import { keepBuilt, removeUnfinished } from './built.mjs';
import { openImagesRegistry } from './registry.mjs';

/**
 * All that images are built with.
 *
 * @typedef {object} Builder
 * @property {import('./buildah.mjs').Buildah} buildah
 * @property {Readonly<Record<string, import('./bases.mjs').Base>>} bases
 * @property {import('../registry/open.mjs').OpenRegistry} registry
 *
 * @typedef {object} BuildOptions
 * @property {import('../report/progress.mjs').Progress} progress
 * @property {AbortSignal} signal
 */

/**
 * Lends it to `work`, to one at a time.
 *
 * @template T
 * @param {readonly import('./table.mjs').ImageName[]} names What is going to be built.
 * @param {BuildOptions} options
 * @param {(builder: Builder) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withBuilder(names, { progress, signal }, work) {
  return inTurn({ progress, signal, path: join(imagesFolder, 'lock') }, async () => {
    const buildah = await openBuildah(signal);
    const bases = await findBases(await basesOf(names), { buildah, progress, signal });
    const registry = await openImagesRegistry(signal);
    try {
      return await work({ buildah, bases, registry });
    } finally {
      await registry.close();
      // What a build that was broken off has mounted.
      await removeUnfinished(await openBuildah(new AbortController().signal));
      await rm(join(imagesFolder, 'tmp'), { recursive: true, force: true });
    }
  });
}

/**
 * Builds images, one after the other: each keeps a small machine busy. Then they are mounted, and written about.
 *
 * @param {readonly import('./table.mjs').ImageName[]} names
 * @param {Builder} builder
 * @param {import('../report/progress.mjs').Progress} progress
 */
export async function buildAll(names, { buildah, bases, registry }, progress) {
  for (const name of names) {
    await progress.step(`image ${name}`, () => buildImage(name, { buildah, bases, registry }));
  }
  return keepBuilt(names, { buildah, bases });
}
