import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/**
 * What breaks a rule, and where.
 * @typedef {{ path: string, message: string }} Fault
 *
 * A file of the repository; its path is relative to the root, with forward slashes.
 * @typedef {{ path: string, text: string }} TextFile
 *
 * The text of a repository, or of a small one that a test has written.
 * @typedef {object} Tree
 * @property {string} root
 * @property {readonly TextFile[]} files
 * @property {(path: string) => boolean} has
 *
 * @typedef {(tree: Tree) => Fault[]} Rule
 */

const neverRead = new Set(['node_modules', 'dist', 'build', 'coverage', 'out', '.cache', '.git', '.nx']);
const textFile = /(\.(ts|mts|js|mjs|cjs|json|md|yml|yaml|html|css|sh|txt|Dockerfile)|\/(\.npmrc|\.env\.example|run))$/;

/**
 * @param {string} root
 * @returns {Promise<Tree>}
 */
export async function readTree(root) {
  const paths = await list(root);
  const files = await Promise.all(
    paths.map(async (path) => ({
      path: relative(root, path).split(sep).join('/'),
      text: await readFile(path, 'utf8'),
    })),
  );
  return { root, files, has: (path) => existsSync(join(root, path)) };
}

/**
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
async function list(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = await Promise.all(
    entries
      .filter(({ name }) => !neverRead.has(name))
      .map(async (entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return list(path);
        return entry.isFile() && textFile.test(path) ? [path] : [];
      }),
  );
  return nested.flat().sort();
}

// The rules' own tests hold violations of them, as text.
const planted = 'packages/workshop/test/unit/rules/';

const source = /^((?:packages|services)\/[^/]+|test-e2e)\/(src|test)\/.*\.(ts|mts|mjs|cjs)$/;

/**
 * The code of a tree with the project that each file belongs to.
 *
 * @param {Tree} tree
 * @returns {(TextFile & { project: string, inTests: boolean })[]}
 */
export const sourcesOf = ({ files }) =>
  files.flatMap((file) => {
    const [, project, room] = source.exec(file.path) ?? [];
    return project === undefined || file.path.startsWith(planted)
      ? []
      : [{ ...file, project, inTests: room === 'test' }];
  });

/**
 * @param {Tree} tree
 * @param {string} path
 * @returns {string} The file's text; empty where there is no such file.
 */
export const textAt = ({ files }, path) => files.find((file) => file.path === path)?.text ?? '';

/**
 * @param {Tree} tree
 * @param {string} path
 * @returns {unknown} The file's JSON; undefined where there is no such file.
 */
export function jsonAt({ files }, path) {
  const file = files.find((candidate) => candidate.path === path);
  return file === undefined ? undefined : /** @type {unknown} */ (JSON.parse(file.text));
}
