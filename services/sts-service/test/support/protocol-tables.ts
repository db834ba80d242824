import { readFileSync } from 'node:fs';

/** From `build/test/support` up to the repository. */
const page = new URL('../../../../../docs/sts-protocol/v1.md', import.meta.url);

/** The rows of the first table of the protocol document whose columns begin so: the cells of each, without backticks. */
export function protocolTable(...columns: readonly string[]): string[][] {
  const tables = [...readFileSync(page, 'utf8').matchAll(/(?:^\|.*\n)+/gm)].map(([table]) => rowsOf(table));
  const found = tables.find(([head = []]) => columns.every((column, at) => head[at] === column));
  if (found === undefined) throw new Error(`the page has no table that begins with ${columns.join(', ')}`);
  return found.slice(2);
}

function rowsOf(table: string): string[][] {
  const lines = table.trim().split('\n');
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.replaceAll('`', '').trim()),
  );
}
