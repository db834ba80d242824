import { isDeepStrictEqual } from 'node:util';

/**
 * Among what is new, the one that what is gone most looks like. Only a hint for the reader of a failure: on the wire a
 * renamed field is one that is gone.
 *
 * @template T
 * @param {{ name: string, schema: T }} gone
 * @param {readonly { name: string, schema: T }[]} added
 * @returns {string | undefined}
 */
export function looksRenamedTo(gone, added) {
  const likeness = added
    .map(({ name, schema }) => ({
      name,
      score: likenessOf(gone.name, name) + (isDeepStrictEqual(gone.schema, schema) ? 1 : 0),
    }))
    .sort((a, b) => b.score - a.score);
  const [best] = likeness;
  return best !== undefined && best.score >= leastScore ? best.name : undefined;
}

/** The same schema under any name, or a name of which more than half is the same. */
const leastScore = 0.6;

/**
 * 1 for the same name, 0 for two that share nothing: by the number of letters to change.
 *
 * @param {string} a
 * @param {string} b
 */
function likenessOf(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...a].entries()) {
    const next = [at + 1];
    for (const [index, other] of [...b].entries()) {
      const cost = letter === other ? 0 : 1;
      next.push(Math.min((row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1, (row[index] ?? 0) + cost));
    }
    row = next;
  }
  return 1 - (row.at(-1) ?? 0) / Math.max(a.length, b.length, 1);
}
