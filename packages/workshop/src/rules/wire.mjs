import { wirePath } from '../wire/document.mjs';
import { explainVerdict, isPromiseKept, judgeWire } from '../wire/gate.mjs';

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
