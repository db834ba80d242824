import { compareVersions } from './registry/spec.mjs';

/**
 * How much a new version may change, least first.
 * @typedef {'none' | 'patch' | 'minor' | 'major'} Bump
 */

/** @type {readonly Bump[]} */
const bumps = ['none', 'patch', 'minor', 'major'];

/**
 * Less than zero when `a` is less than `b`.
 * @param {Bump} a
 * @param {Bump} b
 */
export const compareBumps = (a, b) => bumps.indexOf(a) - bumps.indexOf(b);

/**
 * The greatest of them; `none` of nothing.
 * @param {readonly Bump[]} some
 * @returns {Bump}
 */
export const greatestBump = (some) => [...some].sort(compareBumps).at(-1) ?? 'none';

/**
 * What kind of step leads from one version up to another one; `none` where the second is not newer.
 *
 * @param {string} from
 * @param {string} to
 * @returns {Bump}
 */
export function bumpBetween(from, to) {
  if (compareVersions(from, to) >= 0) return 'none';
  const [before, after] = [numbersOf(from), numbersOf(to)];
  if (before[0] !== after[0]) return 'major';
  return before[1] === after[1] ? 'patch' : 'minor';
}

/** @param {string} version */
const numbersOf = (version) => version.split('-', 1).join('').split('.').map(Number);
