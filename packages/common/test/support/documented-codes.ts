import { readFileSync } from 'node:fs';

/** From `build/test/support` up to the repository. */
const errorsPage = new URL('../../../../../docs/errors.md', import.meta.url);

/** The codes in one section of docs/errors.md, in their order. */
export function documentedCodes(section: string): string[] {
  const sections = readFileSync(errorsPage, 'utf8').split(/^## /m);
  const body = sections.find((text) => text.startsWith(`${section}\n`));
  if (body === undefined) throw new Error(`docs/errors.md has no section "${section}"`);
  return [...body.matchAll(/^\| `([^`]+)` +\|/gm)].map((match) => match[1] ?? '');
}
