// Written with brackets so that this file does not hold what it looks for.
const forbidden = [
  { pattern: /(?<![\w.~/-])\/(?:[w]ork|[r]oot|[h]ome\/\w+)\/[\w.]/, what: 'a path of one machine' },
  {
    pattern: /registry\.[n]pmjs\.org|registry\.[y]arnpkg\.com|\b[n]pmmirror\.com|[a]rtifactory/i,
    what: "a registry's host name",
  },
];

/**
 * Nothing that is true on one machine only.
 * @type {import('./tree.mjs').Rule}
 */
export function nothingLocal(tree) {
  return tree.files.flatMap(({ path, text }) =>
    forbidden.flatMap(({ pattern, what }) => {
      const found = pattern.exec(text);
      if (found === null) return [];
      const line = text.slice(0, found.index).split('\n').length;
      return [{ path, message: `line ${line} holds ${what}: ${found[0]}` }];
    }),
  );
}
