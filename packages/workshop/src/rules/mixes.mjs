import { mixedVersions, mixProject } from '../mix/versions.mjs';
import { jsonAt } from './tree.mjs';

const manifest = `${mixProject}/package.json`;

/**
 * Every released version of the contracts is held against all others over the wire: test-e2e has each under a name of its own.
 * @type {import('./tree.mjs').Rule}
 */
export function everyVersionMixed(tree) {
  const releases = /** @type {import('../registry/kept.mjs').Releases | undefined} */ (
    jsonAt(tree, 'packages/workshop/released/index.json')
  );
  const { devDependencies = {} } = /** @type {import('./manifests.mjs').Manifest} */ (jsonAt(tree, manifest) ?? {});
  return mixedVersions(releases ?? {})
    .filter(([alias, range]) => devDependencies[alias] !== range)
    .map(([alias, range]) => ({
      path: manifest,
      message: `does not mix ${range.slice('npm:'.length)}: add "${alias}": "${range}" to its devDependencies and run \`npm run lock\``,
    }));
}
