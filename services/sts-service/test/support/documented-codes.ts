import { readFileSync } from 'node:fs';

export interface DocumentedCode {
  readonly code: string;
  readonly raisedBy: string;
  readonly retryable: boolean;
}

/** From `build/test/support` up to the repository. */
const errorsPage = new URL('../../../../../docs/errors.md', import.meta.url);

/** The rows in one section of docs/errors.md, in their order. */
export function documentedCodes(section: string): DocumentedCode[] {
  const sections = readFileSync(errorsPage, 'utf8').split(/^## /m);
  const body = sections.find((text) => text.startsWith(`${section}\n`));
  if (body === undefined) throw new Error(`docs/errors.md has no section "${section}"`);
  return [...body.matchAll(/^\| `([^`]+)` +\| (.*?) +\| .*\| (yes|no) +\|$/gm)].map(
    ([, code = '', raisedBy = '', retry]) => ({
      code,
      raisedBy,
      retryable: retry === 'yes',
    }),
  );
}
