import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readJson } from '../json.mjs';
import { unmountBelow } from '../system/mounts.mjs';
import { imagesFolder, openBuildah } from './buildah.mjs';
import { tagOf } from './build.mjs';
import { imageNames, images } from './table.mjs';

/**
 * @typedef {import('./table.mjs').ImageName} ImageName
 *
 * What is written about an image that has been built.
 * @typedef {object} Built
 * @property {string} image
 * @property {string} id
 * @property {string} rootfs Where its files are mounted, for reading.
 * @property {Record<string, unknown>} config As the image has it: user, environment, command, volumes, ports, labels, health check.
 * @property {number} sizeBytes Of its files.
 * @property {{ name: string, standIn: boolean }[]} bases
 */

export const builtFile = join(imagesFolder, 'built.json');

/** @returns {Promise<Partial<Record<ImageName, Built>>>} */
export async function readBuilt() {
  if (!existsSync(builtFile)) return {};
  return /** @type {Partial<Record<ImageName, Built>>} */ (await readJson(builtFile));
}

/** @param {ImageName} name */
const containerOf = (name) => `dubbing-${name}`;

/**
 * Mounts what has been built, and writes about it.
 *
 * @param {readonly ImageName[]} names
 * @param {{ buildah: import('./buildah.mjs').Buildah, bases: Readonly<Record<string, import('./bases.mjs').Base>> }} options
 * @returns {Promise<Partial<Record<ImageName, Built>>>} All that there is now.
 */
export async function keepBuilt(names, { buildah, bases }) {
  const all = await readBuilt();
  for (const name of names) {
    const inspected = /** @type {{ FromImageID: string, Docker: { config: Record<string, unknown> } }} */ (
      JSON.parse(await buildah.ask('inspect', '--type', 'image', tagOf(name)))
    );
    const id = inspected.FromImageID;
    const rootfs = await mounted(name, { id, before: all[name], buildah });
    all[name] = {
      image: tagOf(name),
      id,
      rootfs,
      config: inspected.Docker.config,
      sizeBytes: all[name]?.id === id ? all[name].sizeBytes : await bytesIn(rootfs),
      bases: images[name].bases.map((argument) => ({
        name: bases[argument]?.name ?? argument,
        standIn: bases[argument]?.standIn ?? false,
      })),
    };
  }
  await writeFile(builtFile, `${JSON.stringify(all, undefined, 2)}\n`);
  return all;
}

/**
 * @param {ImageName} name
 * @param {{ id: string, before: Built | undefined, buildah: import('./buildah.mjs').Buildah }} options
 */
async function mounted(name, { id, before, buildah }) {
  const stillThere = before?.id === id && existsSync(before.rootfs) && (await readdir(before.rootfs)).length > 0;
  if (stillThere) return before.rootfs;
  const container = containerOf(name);
  await buildah.ask('rm', container).catch(() => {});
  await buildah.ask('from', '--pull-never', '--name', container, tagOf(name));
  return buildah.ask('mount', container);
}

/**
 * Takes away what is left of builds that were broken off; what has been built stays.
 * @param {import('./buildah.mjs').Buildah} buildah
 */
export async function removeUnfinished(buildah) {
  const kept = new Set(imageNames.map(containerOf));
  const names = (await buildah.ask('containers', '--format', '{{.ContainerName}}')).split('\n');
  const left = names.filter((name) => name !== '' && !kept.has(name));
  if (left.length > 0) await buildah.ask('rm', ...left);
}

/**
 * Ends the mounts of what has been built; the images stay, and building them again takes seconds.
 * @param {AbortSignal} signal
 */
export async function releaseBuilt(signal) {
  if (!existsSync(builtFile)) return;
  await rm(builtFile);
  const buildah = await openBuildah(signal);
  for (const name of imageNames) await buildah.ask('rm', containerOf(name)).catch(() => {});
  await unmountBelow(imagesFolder);
}

/** @param {string} folder */
async function bytesIn(folder) {
  const { stdout } = await promisify(execFile)('du', ['-s', '--apparent-size', '--block-size=1', folder]);
  return Number(stdout.split('\t')[0]);
}
