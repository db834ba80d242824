import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { readJson } from '../json.mjs';
import { inRepository } from '../paths.mjs';
import { parts } from '../parts/table.mjs';
import { readLockfile } from '../registry/lockfile.mjs';
import { compareWire } from '../wire/compare.mjs';
import { releasedWirePath } from '../wire/document.mjs';
import { entriesBetween } from './changelog.mjs';
import { namesImportedIn } from './imported.mjs';
import { doubled } from './move.mjs';
import { changesFor, describeMove } from './report.mjs';

/**
 * What a pin that has been moved brings to its project.
 *
 * @param {{ service: import('../parts/table.mjs').PartName, name: string, from: string, to: string }} move
 */
export async function describeUpgrade({ service, name, from, to }) {
  const { directory } = parts[service];
  // Every release is in the changelog of the working copy, also those that are newer than both.
  const changelog = await readFile(inRepository(name.replace('@dubbing/', 'packages/'), 'CHANGELOG.md'), 'utf8');
  const isContracts = name === '@dubbing/contracts';
  return describeMove({
    directory,
    name,
    from,
    to,
    entries: entriesBetween(changelog, from, to),
    changes: isContracts ? await wireChanges(directory, name, from, to) : undefined,
    warnings: doubled(await readLockfile(directory)),
  });
}

/**
 * @param {string} directory
 * @param {string} name
 * @param {string} from
 * @param {string} to
 */
async function wireChanges(directory, name, from, to) {
  const paths = [from, to].map((version) => inRepository(releasedWirePath(version)));
  if (!paths.every((path) => existsSync(path))) return undefined;
  const [before, after] = /** @type {[WireDocument, WireDocument]} */ (await Promise.all(paths.map(readJson)));
  return changesFor(compareWire(before, after), await namesImportedIn(inRepository(directory, 'src'), name));
}

/** @typedef {import('../wire/document.mjs').WireDocument} WireDocument */
