import { parse } from 'yaml';
import { textAt } from './tree.mjs';

/**
 * @param {import('./tree.mjs').Tree} tree
 * @param {string} path
 * @returns {unknown} The file's YAML, with what `<<` merges; undefined where there is no such file, or nothing in it.
 */
export const yamlAt = (tree, path) => /** @type {unknown} */ (parse(textAt(tree, path), { merge: true })) ?? undefined;
