import { importsOf, resolveImport } from './imports.mjs';
import { sourcesOf } from './tree.mjs';

/**
 * No file imports itself by way of others, types included. Every cycle is reported once, at its first file.
 * @type {import('./tree.mjs').Rule}
 */
export function noCycles(tree) {
  const graph = graphOf(tree);
  /** @type {Map<string, 'open' | 'done'>} */
  const state = new Map();
  /** @type {string[]} */
  const trail = [];
  /** @type {import('./tree.mjs').Fault[]} */
  const faults = [];

  /** @param {string} path */
  const visit = (path) => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      const cycle = trail.slice(trail.indexOf(path));
      faults.push({ path, message: `is in a cycle: ${[...cycle, path].join(' → ')}` });
      return;
    }
    state.set(path, 'open');
    trail.push(path);
    graph.get(path)?.forEach(visit);
    trail.pop();
    state.set(path, 'done');
  };
  [...graph.keys()].forEach(visit);
  return faults;
}

/**
 * @param {import('./tree.mjs').Tree} tree
 * @returns {Map<string, string[]>}
 */
function graphOf(tree) {
  const sources = sourcesOf(tree);
  const known = new Set(sources.map(({ path }) => path));
  return new Map(
    sources.map(({ path, text }) => [
      path,
      importsOf(text)
        .map((specifier) => resolveImport(path, specifier) ?? '')
        .filter((target) => known.has(target)),
    ]),
  );
}
