import { relative } from 'node:path';
import { commitOf, git } from '../process/git.mjs';
import { specOf } from '../registry/spec.mjs';
import { WorkshopError } from '../workshop-error.mjs';

/**
 * The commit that a version was made in: the one of its tag. What is in the working copy has to be what it was there.
 *
 * @param {import('../registry/spec.mjs').Release} release
 * @param {string} source The package's folder.
 * @param {string} root Of the repository.
 */
export async function releaseCommit(release, source, root) {
  const directory = relative(root, source);
  const spec = specOf(release);
  const commit = await commitOf(`refs/tags/${spec}`, { cwd: root });
  if (commit === undefined) {
    throw new WorkshopError(`There is no tag ${spec}, and so nobody knows what is to be published as that.`, {
      advice: 'Versions are made with `npm run release:version`. If it was made elsewhere: `git fetch --tags`.',
    });
  }
  const changed = await git(['diff', '--name-only', commit, 'HEAD', '--', directory, `:(exclude)${directory}/test`], {
    cwd: root,
  });
  if (changed === '') return commit;
  throw new WorkshopError(`${directory} is not what it was at the tag ${spec}:\n${changed}`, {
    advice: `Publish from there: git switch --detach ${spec}`,
  });
}
