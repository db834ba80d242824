import { versionsOf } from '../registry/kept.mjs';
import { jsonAt } from './tree.mjs';

const manifest = 'test-e2e/package.json';
const contracts = '@dubbing/contracts';

/**
 * Every released version of the contracts is held against all others over the wire: test-e2e has each under a name of its own.
 * @type {import('./tree.mjs').Rule}
 */
export function everyVersionMixed(tree) {
  const releases = /** @type {import('../registry/kept.mjs').Releases | undefined} */ (
    jsonAt(tree, 'packages/workshop/released/index.json')
  );
  const { devDependencies = {} } = /** @type {import('./manifests.mjs').Manifest} */ (jsonAt(tree, manifest) ?? {});
  return versionsOf(releases ?? {}, contracts)
    .map((version) => ({ alias: `contracts-${version}`, wanted: `npm:${contracts}@${version}` }))
    .filter(({ alias, wanted }) => devDependencies[alias] !== wanted)
    .map(({ alias, wanted }) => ({
      path: manifest,
      message: `does not mix ${wanted.slice('npm:'.length)}: add "${alias}": "${wanted}" to its devDependencies and run \`npm run lock\``,
    }));
}
