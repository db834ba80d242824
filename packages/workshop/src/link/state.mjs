import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { readJson } from '../json.mjs';
import { inCache, inRepository } from '../paths.mjs';
import { partNames, parts } from '../parts/table.mjs';
import { linkedPackages } from './swap.mjs';

/** @typedef {import('../parts/table.mjs').PartName} PartName */

// Beside what the set-up makes: `npm run clean` removes the links with node_modules, and the wish with this.
const wishPath = inCache('linked.json');

/** @type {readonly PartName[]} */
export const projectNames = partNames.filter((name) => parts[name].kind === 'project');

/** @type {readonly PartName[]} */
export const linkableNames = partNames.filter((name) => parts[name].kind === 'package' && parts[name].builds);

/**
 * The projects that are to use the working copies, until `npm run unlink`: what installs anew links again.
 * @returns {Promise<PartName[]>}
 */
export async function wishedLinks() {
  if (!existsSync(wishPath)) return [];
  return /** @type {PartName[]} */ (await readJson(wishPath));
}

/** @param {readonly PartName[]} names Of projects; none takes the wish back. */
export async function wishLinks(names) {
  if (names.length === 0) return rm(wishPath, { force: true });
  await mkdir(inCache(), { recursive: true });
  await writeFile(wishPath, `${JSON.stringify(names)}\n`);
}

/**
 * Where a project has its packages from.
 * @param {PartName} project
 * @returns {import('./swap.mjs').Place[]}
 */
export const placesOf = (project) =>
  linkableNames.map((name) => {
    const { directory } = parts[name];
    const folder = basename(directory);
    return {
      installed: inRepository(parts[project].directory, 'node_modules/@dubbing', folder),
      workingCopy: inRepository(directory),
      aside: inCache('unlinked', project, folder),
    };
  });

/**
 * What is linked, by what is there and not by what was wished for.
 * @returns {Promise<string[]>} `services/media-service/node_modules/@dubbing/common` and so on.
 */
export async function linksInPlace() {
  const found = await Promise.all(
    projectNames.map(async (name) => {
      const { directory } = parts[name];
      const names = await linkedPackages(inRepository(directory));
      return names.map((each) => `${directory}/node_modules/@dubbing/${each}`);
    }),
  );
  return found.flat();
}
