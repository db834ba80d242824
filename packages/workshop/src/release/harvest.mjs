import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inRepository } from '../paths.mjs';
import { git } from '../process/git.mjs';
import { runLogged } from '../process/logged.mjs';
import { movePin } from '../registry/pin.mjs';
import { releasedWirePath, releasedWireSums, wirePath } from '../wire/document.mjs';
import { planOf, readManifests } from './plan.mjs';

/**
 * Files to write, path → text; null takes a file away.
 * @typedef {Record<string, string | null>} Changes
 *
 * What the changesets make of the repository.
 * @typedef {{ plan: import('./plan.mjs').PlannedRelease[], changes: Changes }} Harvest
 */

/**
 * Lets changesets compute versions, changelogs and pins in a working tree, and takes what it wrote. The tree is afterwards
 * as it was.
 *
 * @param {string} tree
 * @param {readonly string[]} directories Of the packages.
 * @param {AbortSignal} signal
 * @returns {Promise<Harvest>}
 */
export async function harvest(tree, directories, signal) {
  const before = await readManifests(tree, directories);
  const changesets = inRepository('node_modules/@changesets/cli/bin.js');
  await runLogged(process.execPath, [changesets, 'version'], { log: 'changeset-version', cwd: tree, signal });
  const plan = planOf(before, await readManifests(tree, directories));

  await git(['add', '--all'], { cwd: tree });
  const paths = await git(['diff', '--cached', '--name-only', '--no-renames', '-z'], { cwd: tree });
  /** @type {Changes} */
  const changes = {};
  for (const path of paths.split('\0').filter((each) => each !== '')) {
    changes[path] = existsSync(join(tree, path)) ? await readFile(join(tree, path), 'utf8') : null;
  }
  await git(['reset', '--hard', '--quiet'], { cwd: tree });
  return { plan, changes };
}

/**
 * The harvest in portions, one for the commit of each release: at every commit the packages pin each other as they are
 * there. The last one takes the changesets away.
 *
 * @param {Harvest} harvest
 * @param {(path: string) => Promise<string | undefined>} textAt The repository before the first portion.
 * @returns {Promise<Changes[]>} As many as the plan has releases.
 */
export async function inPortions({ plan, changes }, textAt) {
  /** @type {Map<string, string>} */
  const pending = new Map();
  for (const { directory } of plan) pending.set(directory, (await textAt(`${directory}/package.json`)) ?? '');
  const rest = new Map(Object.entries(changes));

  /** @type {Changes[]} */
  const portions = [];
  for (const { directory, name, to } of plan) {
    /** @type {Changes} */
    const portion = {};
    for (const [path, text] of [...rest].filter(([each]) => each.startsWith(`${directory}/`))) {
      portion[path] = text;
      rest.delete(path);
    }
    pending.delete(directory);
    for (const [other, text] of pending) {
      const moved = movePin(text, { name, version: to });
      if (moved !== text) portion[`${other}/package.json`] = moved;
      pending.set(other, moved);
    }
    const wire = wirePath.startsWith(`${directory}/`) ? await textAt(wirePath) : undefined;
    // What this version is on the wire, for every later one to be held against.
    if (wire !== undefined) {
      portion[releasedWirePath(to)] = wire;
      portion[releasedWireSums] = addSum((await textAt(releasedWireSums)) ?? '', `${to}.json`, wire);
    }
    portions.push(portion);
  }
  const last = portions.at(-1);
  if (last !== undefined) Object.assign(last, Object.fromEntries(rest));
  return portions;
}

/**
 * The sums of frozen files with that of one more.
 * @param {string} sums As `sha256sum` writes them, in the order of their names.
 * @param {string} name
 * @param {string} text
 */
function addSum(sums, name, text) {
  const line = `${createHash('sha256').update(text).digest('hex')}  ${name}`;
  const others = sums.split('\n').filter((each) => each !== '' && !each.endsWith(`  ${name}`));
  const nameOf = (/** @type {string} */ each) => each.slice(each.indexOf('  '));
  return `${[...others, line].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)).join('\n')}\n`;
}
