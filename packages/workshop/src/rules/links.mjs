import { posix } from 'node:path';

/**
 * @typedef {import('./tree.mjs').Fault} Fault
 */

/**
 * The anchor that a heading gets: as GitHub makes it of the heading's words.
 * @param {string} heading
 */
const anchorOf = (heading) =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');

/**
 * Of Markdown without its examples of code.
 * @param {string} text
 */
const prose = (text) => text.replaceAll(/^( *)```.*\n[\s\S]*?^\1```/gm, '').replaceAll(/`[^`\n]*`/g, '``');

/** @param {string} text */
function anchorsOf(text) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  const bare = text.replaceAll(/^( *)```.*\n[\s\S]*?^\1```/gm, '');
  return new Set(
    [...bare.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
      const anchor = anchorOf(heading);
      const times = seen.get(anchor) ?? 0;
      seen.set(anchor, times + 1);
      return times === 0 ? anchor : `${anchor}-${times}`;
    }),
  );
}

/**
 * A link of a page to another place of the repository leads there.
 * @type {import('./tree.mjs').Rule}
 */
export function linksLead(tree) {
  const pages = new Map(tree.files.filter(({ path }) => path.endsWith('.md')).map(({ path, text }) => [path, text]));
  return [...pages].flatMap(([path, text]) =>
    [...prose(text).matchAll(/\]\(([^()\s]+)\)/g)].flatMap(([, link = '']) => {
      if (/^[a-z]+:/.test(link)) return [];
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : posix.join(posix.dirname(path), file);
      const page = pages.get(target);
      if (!tree.has(target)) return [{ path, message: `${link} leads nowhere` }];
      return anchor === undefined || page === undefined || anchorsOf(page).has(anchor)
        ? []
        : [{ path, message: `${link}: ${target} has no such heading` }];
    }),
  );
}

/**
 * Every page of `docs` can be found from the first one.
 * @type {import('./tree.mjs').Rule}
 */
export function pagesAreFound(tree) {
  const first = tree.files.find(({ path }) => path === 'README.md')?.text ?? '';
  return tree.files
    .filter(({ path }) => /^docs\/[^/]+\.md$/.test(path) && !first.includes(`](${path}`))
    .map(({ path }) => ({ path, message: 'README.md does not lead to it' }));
}
