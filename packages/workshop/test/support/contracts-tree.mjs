import { inRepository, repositoryRoot } from '../../src/paths.mjs';
import { readJson } from '../../src/json.mjs';
import { compareVersions } from '../../src/registry/spec.mjs';
import { readTree } from '../../src/rules/tree.mjs';
import { releasedVersionAt, releasedWirePath, wirePath } from '../../src/wire/document.mjs';

/** @typedef {{ $defs: Record<string, any> }} Wire */

/**
 * A repository whose newest release has one wire document, and whose classes have another one by now.
 *
 * @param {{ version: string, released: Wire, now: Wire, bump?: string | undefined }} contracts `bump`: what a changeset says.
 * @returns {import('../../src/rules/tree.mjs').Tree}
 */
export const treeWith = ({ version, released, now, bump }) => ({
  root: repositoryRoot,
  has: () => true,
  files: [
    { path: releasedWirePath(version), text: JSON.stringify(released) },
    { path: wirePath, text: JSON.stringify(now) },
    { path: 'packages/contracts/package.json', text: JSON.stringify({ name: '@dubbing/contracts', version }) },
    ...(bump === undefined
      ? []
      : [{ path: '.changeset/planted-change.md', text: `---\n'@dubbing/contracts': ${bump}\n---\n\nWhy.\n` }]),
  ],
});

/** @returns {Promise<{ version: string, released: Wire }>} What was released last. */
export async function lastRelease() {
  const { files } = await readTree(inRepository('packages/contracts/wire'));
  const versions = files.flatMap(({ path }) => releasedVersionAt(`packages/contracts/wire/${path}`) ?? []);
  const version = versions.sort(compareVersions).at(-1) ?? '';
  return { version, released: /** @type {Wire} */ (await readJson(inRepository(releasedWirePath(version)))) };
}
