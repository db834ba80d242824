import { jsonAt } from '../rules/tree.mjs';
import { compareVersions } from '../registry/spec.mjs';
import { bumpBetween, compareBumps, greatestBump } from '../version.mjs';
import { declaredBump } from './changesets.mjs';
import { compareWire } from './compare.mjs';
import { releasedVersionAt, releasedWirePath, wirePath } from './document.mjs';

/**
 * @typedef {import('../version.mjs').Bump} Bump
 * @typedef {import('../rules/tree.mjs').Tree} Tree
 * @typedef {import('./compare.mjs').Change} Change
 * @typedef {import('./document.mjs').WireDocument} WireDocument
 */

const packageName = '@dubbing/contracts';
const manifestPath = 'packages/contracts/package.json';

/**
 * The messages as they are, held against those of the newest release: what has changed, what that asks of the next
 * version, and what the next version is said to be.
 *
 * @typedef {object} Verdict
 * @property {string} since The newest release.
 * @property {readonly Change[]} changes
 * @property {Bump} needed
 * @property {Bump} declared By the changesets, or by a version that has been raised since the release.
 * @property {readonly string[]} changesets Those that speak of the package.
 *
 * @param {Tree} tree
 * @returns {Verdict | undefined} undefined where nothing has been released, or there is no document.
 */
export function judgeWire(tree) {
  const now = /** @type {WireDocument | undefined} */ (jsonAt(tree, wirePath));
  const since = tree.files
    .flatMap(({ path }) => releasedVersionAt(path) ?? [])
    .sort(compareVersions)
    .at(-1);
  if (now === undefined || since === undefined) return undefined;
  const released = /** @type {WireDocument} */ (jsonAt(tree, releasedWirePath(since)));
  const { version = since } = /** @type {{ version?: string }} */ (jsonAt(tree, manifestPath) ?? {});

  const changes = compareWire(released, now);
  const { bump, paths } = declaredBump(tree.files, packageName);
  return {
    since,
    changes,
    needed: changes[0]?.grade ?? 'none',
    declared: greatestBump([bump, bumpBetween(since, version)]),
    changesets: paths,
  };
}

/** @param {Verdict} verdict */
export const isPromiseKept = ({ needed, declared }) => compareBumps(declared, needed) >= 0;

/**
 * What breaks the promise, and what the changeset would have to say. Of changes that ask for less than the worst one, only those
 * that are not covered either are told.
 *
 * @param {Verdict} verdict
 */
export function explainVerdict({ since, changes, needed, declared, changesets }) {
  const untold = changes.filter(({ grade }) => compareBumps(declared, grade) < 0);
  const said =
    changesets.length > 0
      ? `${changesets.join(', ')} ${changesets.length === 1 ? 'says' : 'say'} ${declared}`
      : 'no changeset speaks of it';
  return [
    `the wire is not that of ${packageName} ${since}, and ${said}:`,
    ...untold.map((change) => `  ${change.grade}: ${tellChange(change)}`),
    `Take the change back, or say so in a changeset (\`npm run changeset\`):`,
    '  ---',
    `  '${packageName}': ${needed}`,
    '  ---',
  ].join('\n    ');
}

/**
 * One line about a change: every place where it is seen, and what it is.
 * @param {Change} change
 */
export const tellChange = ({ places, what }) => `${places.join(', ')}: ${what}`;
