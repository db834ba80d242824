import { greatestBump } from '../version.mjs';

/** @typedef {import('../version.mjs').Bump} Bump */

const changeset = /^\.changeset\/(?!README\.md$)[^/]+\.md$/;
const frontMatter = /^---\r?\n([^]*?)\r?\n?---/;

/**
 * What the changesets say of one package.
 *
 * @param {readonly import('../rules/tree.mjs').TextFile[]} files Of the repository.
 * @param {string} name Of the package.
 * @returns {{ bump: Bump, paths: string[] }} The greatest bump, and the changesets that speak of the package.
 */
export function declaredBump(files, name) {
  const entry = new RegExp(`^\\s*(['"]?)${name}\\1\\s*:\\s*(['"]?)(none|patch|minor|major)\\2\\s*$`, 'm');
  const found = files.flatMap(({ path, text }) => {
    const head = changeset.test(path) ? frontMatter.exec(text)?.[1] : undefined;
    const bump = head === undefined ? undefined : entry.exec(head)?.[3];
    return bump === undefined ? [] : [{ path, bump: /** @type {Bump} */ (bump) }];
  });
  return { bump: greatestBump(found.map(({ bump }) => bump)), paths: found.map(({ path }) => path) };
}
