import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptFolder, keptReleases, readKept } from '../registry/kept.mjs';
import { specOf } from '../registry/spec.mjs';
import { filesOf } from '../registry/tarball.mjs';
import { differingFiles, filesIn } from './content.mjs';
import { stagePackage } from './staging.mjs';

/**
 * What a package is about to be, beside the release of its version.
 *
 * @typedef {object} Standing
 * @property {string} name
 * @property {string} version
 * @property {boolean} released Whether that version was released.
 * @property {readonly string[]} changed The packed files that are not as they were released; none before a release.
 *
 * @param {string} source The package's folder, built.
 * @param {string} [folder] Where the released versions are kept.
 * @returns {Promise<Standing>}
 */
export async function standingOf(source, folder = keptFolder) {
  const target = await mkdtemp(join(tmpdir(), 'dubbing-staged-'));
  try {
    const { name, version, folder: staged } = await stagePackage(source, target);
    const released = (await keptReleases(folder))[specOf({ name, version })] !== undefined;
    const changed = released
      ? differingFiles(filesOf(await readKept({ name, version }, folder)), await filesIn(staged))
      : [];
    return { name, version, released, changed };
  } finally {
    await rm(target, { recursive: true, force: true });
  }
}
