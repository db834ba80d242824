import { compareVersions } from '../registry/spec.mjs';
import { versionsOf } from '../registry/kept.mjs';
import { releasedWirePath, wirePath } from '../wire/document.mjs';
import { explainVerdict, isPromiseKept, judgeWire } from '../wire/gate.mjs';
import { jsonAt } from './tree.mjs';

/**
 * What an older peer cannot live with is a new major version, and what it will not miss a minor one: by what the
 * changesets say, before anything is released.
 *
 * @type {import('./tree.mjs').Rule}
 */
export function wirePromise(tree) {
  const verdict = judgeWire(tree);
  return verdict === undefined || isPromiseKept(verdict) ? [] : [{ path: wirePath, message: explainVerdict(verdict) }];
}

/** From the first version on that is a promise. */
const firstPromise = '1.0.0';

/**
 * What was released is kept in words that the next version can be held against.
 *
 * @type {import('./tree.mjs').Rule}
 */
export function frozenWire(tree) {
  const path = 'packages/workshop/released/index.json';
  const releases = /** @type {import('../registry/kept.mjs').Releases} */ (jsonAt(tree, path) ?? {});
  return versionsOf(releases, '@dubbing/contracts')
    .filter((version) => compareVersions(version, firstPromise) >= 0)
    .map(releasedWirePath)
    .filter((frozen) => !tree.files.some((file) => file.path === frozen))
    .map((frozen) => ({ path: frozen, message: 'is missing: `npm run wire:freeze` in packages/contracts writes it' }));
}
