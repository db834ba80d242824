import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from '../process/git.mjs';

const branch = 'release-in-preparation';

/**
 * Where a release is prepared.
 * @param {string} root Of the repository.
 */
export const releaseFolder = (root) => join(root, '.cache', 'release');

/**
 * Gives `work` a second working tree of the repository at its HEAD, on a branch of its own. Whatever becomes of it, the
 * person's own working tree and branch are as they were; the second tree and its branch are gone afterwards.
 *
 * @template T
 * @param {string} root Of the repository.
 * @param {(tree: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withWorktree(root, work) {
  // Inside the repository, so that its tools are found from there as they are from the root.
  const tree = join(releaseFolder(root), 'tree');
  const remove = async () => {
    await rm(tree, { recursive: true, force: true });
    await git(['worktree', 'prune'], { cwd: root });
    await git(['branch', '-D', branch], { cwd: root }).catch(() => {});
  };
  await remove();
  await git(['worktree', 'add', '--quiet', '-b', branch, tree, 'HEAD'], { cwd: root });
  try {
    return await work(tree);
  } finally {
    await remove();
  }
}
