import { sourcesOf } from './tree.mjs';

const mostLines = 300;

/**
 * One idea per file keeps files short; a file past this bound holds several.
 * @type {import('./tree.mjs').Rule}
 */
export function shortFiles(tree) {
  return sourcesOf(tree)
    .filter(({ inTests }) => !inTests)
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > mostLines)
    .map(({ path, lines }) => ({ path, message: `has ${lines} lines; at most ${mostLines}` }));
}
