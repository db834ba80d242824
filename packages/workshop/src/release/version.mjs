import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { repositoryRoot } from '../paths.mjs';
import { commitOf, git } from '../process/git.mjs';
import { specOf } from '../registry/spec.mjs';
import { WorkshopError } from '../workshop-error.mjs';
import { harvest, inPortions } from './harvest.mjs';
import { runLerna } from './lerna.mjs';
import { readManifests, sectionOf } from './plan.mjs';
import { releaseFolder, withWorktree } from './worktree.mjs';

/**
 * @typedef {object} VersionOptions
 * @property {readonly string[]} directories Of the packages, relative to the root.
 * @property {boolean} dryRun Only says what would be released.
 * @property {AbortSignal} signal
 * @property {(line: string) => void} say
 * @property {string} [root] Of the repository.
 */

/**
 * Turns the changesets into versions, changelogs, release commits and tags. All is made in a second working tree; only
 * when it is complete does the branch go forward to it.
 *
 * @param {VersionOptions} options
 * @returns {Promise<import('./plan.mjs').PlannedRelease[]>} What was released; nothing where there is no changeset.
 */
export async function makeVersions({ directories, dryRun, signal, say, root = repositoryRoot }) {
  await refuseUnlessClean(root);
  return withWorktree(root, async (tree) => {
    const harvested = await harvest(tree, directories, signal);
    const { plan, changes } = harvested;
    if (plan.length === 0) {
      say('No changeset asks for a release: nothing to do.');
      return [];
    }
    for (const { directory, name, from, to, bump } of plan) {
      const changelog = changes[`${directory}/CHANGELOG.md`] ?? '';
      say(`${name} ${from} → ${to} (${bump})\n${indented(sectionOf(changelog, to))}`);
    }
    await refuseTakenTags(plan, root);
    if (dryRun) return [];

    const portions = await inPortions(harvested, (path) => readFile(join(tree, path), 'utf8').catch(() => undefined));
    const before = await tagsOf(root);
    try {
      for (const [index, release] of plan.entries()) {
        const prepared = join(releaseFolder(root), 'changes.json');
        await writeFile(prepared, JSON.stringify(portions[index] ?? {}));
        await lernaVersion(tree, release, prepared, signal);
      }
      await checkResult(tree, { plan, directories, before });
      await git(['merge', '--ff-only', '--quiet', await git(['rev-parse', 'HEAD'], { cwd: tree })], { cwd: root });
    } catch (error) {
      for (const tag of (await tagsOf(root)).filter((each) => !before.includes(each))) {
        await git(['tag', '--delete', tag], { cwd: root });
      }
      throw error;
    }
    return plan;
  });
}

/** @param {import('./plan.mjs').PlannedRelease} release */
export const tagOf = ({ name, to }) => specOf({ name, version: to });

/**
 * @param {string} root
 * @param {readonly string[]} [except] Folders in which there may be changes.
 */
export async function refuseUnlessClean(root, except = []) {
  const paths = ['.', ...except.map((path) => `:(exclude)${path}`)];
  const changed = await git(['status', '--porcelain', '--', ...paths], { cwd: root });
  if (changed === '') return;
  throw new WorkshopError(`A release is made of what is committed, and this is not:\n${changed}`, {
    advice: 'Commit it, or put it aside with `git stash --include-untracked`.',
  });
}

/**
 * @param {readonly import('./plan.mjs').PlannedRelease[]} plan
 * @param {string} root
 */
async function refuseTakenTags(plan, root) {
  for (const tag of plan.map(tagOf)) {
    if ((await commitOf(`refs/tags/${tag}`, { cwd: root })) === undefined) continue;
    throw new WorkshopError(`There is a tag ${tag} already, so that version was released before.`, {
      advice: 'The changesets are of an older state. Bring the branch up to date.',
    });
  }
}

/**
 * @param {string} tree
 * @param {import('./plan.mjs').PlannedRelease} release
 * @param {string} prepared The path of what goes into the same commit.
 * @param {AbortSignal} signal
 */
async function lernaVersion(tree, { name, to }, prepared, signal) {
  // lerna.json says the rest: that nothing else counts as changed, and that nothing is pushed.
  await runLerna(['version', to, `--force-publish=${name}`, '--yes'], {
    cwd: tree,
    log: `lerna-version-${name.split('/').at(-1)}`,
    env: { DUBBING_RELEASE_CHANGES: prepared },
    signal,
  });
}

/** @param {string} root */
const tagsOf = async (root) => (await git(['tag', '--list'], { cwd: root })).split('\n');

/**
 * Holds what Lerna made against what was planned: these versions, these tags, and nothing else.
 *
 * @param {string} tree
 * @param {{ plan: readonly import('./plan.mjs').PlannedRelease[], directories: readonly string[], before: readonly string[] }} expected
 */
async function checkResult(tree, { plan, directories, before }) {
  const left = await git(['status', '--porcelain'], { cwd: tree });
  if (left !== '') throw new Error(`the release left changes outside its commits:\n${left}`);

  const tags = (await tagsOf(tree)).filter((each) => !before.includes(each)).sort();
  const expected = plan.map(tagOf).sort();
  if (!isDeepStrictEqual(tags, expected))
    throw new Error(`the tags are ${tags.join(', ')}, not ${expected.join(', ')}`);

  const manifests = await readManifests(tree, directories);
  for (const { directory, name, to } of plan) {
    const version = manifests.get(directory)?.version;
    if (version !== to) throw new Error(`${name} has become ${String(version)}, not ${to}`);
  }
}

/** @param {string} text */
const indented = (text) => text.replace(/^(?=.)/gm, '    ');
