import { readFileSync } from 'node:fs';

/** From `build/test/support` up to the repository. */
const page = new URL('../../../../../docs/sts-protocol/v1.md', import.meta.url);
const text = readFileSync(page, 'utf8');

/** A row of a table: its cells by the names of their columns. */
export type Row = Readonly<Record<string, string>>;

export interface Section {
  /** With its marks and its number taken off. */
  readonly heading: string;
  readonly body: string;
  readonly tables: readonly (readonly Row[])[];
}

/** The page from heading to heading. */
export const sections: readonly Section[] = text.split(/^(?=#{1,4} )/m).map((part) => {
  const [first = '', ...rest] = part.split('\n');
  const body = rest.join('\n');
  return { heading: first.replace(/^#+ (?:[\d.]+ )?/, ''), body, tables: tablesOf(body) };
});

/** The first table with these columns among others. @throws where the page has none */
export function tableWith(...columns: readonly string[]): readonly Row[] {
  const table = sections
    .flatMap(({ tables }) => tables)
    .find(([row = {}]) => columns.every((column) => Object.hasOwn(row, column)));
  if (table === undefined) throw new Error(`the page has no table of ${columns.join(', ')}`);
  return table;
}

/** The tables of fields, by the name of the class that stands in their heading. */
export const fieldTables: ReadonlyMap<string, readonly Row[]> = new Map(
  sections.flatMap(({ heading, tables }) => {
    const [, name] = /^`([A-Za-z0-9]+)`$/.exec(heading) ?? [];
    const [table = []] = tables;
    return name === undefined ? [] : [[name, table] as const];
  }),
);

/** The forms of texts, by the name of their type: regular expressions as the page writes them. */
export const forms: ReadonlyMap<string, RegExp> = new Map(
  [...text.matchAll(/^(\w+) +(\^.+\$)$/gm)].map(([, name = '', pattern = '']) => [name, new RegExp(pattern)]),
);

/** The events of the worked example, in their order. */
export const exampleEvents: readonly (readonly [event: string, message: unknown])[] = [
  ...text.matchAll(/^```json\n(\[[\s\S]*?)^```/gm),
].map(([, json = '']) => JSON.parse(json) as [string, unknown]);

/** The text in the first pair of backticks. */
export function inBackticks(cell: string | undefined): string {
  const [, inner] = /`([^`]*)`/.exec(cell ?? '') ?? [];
  if (inner === undefined) throw new Error(`nothing in backticks in "${cell}"`);
  return inner;
}

function tablesOf(body: string): Row[][] {
  return [...body.matchAll(/(?:^\|.*\n)+/gm)].map(([table]) => {
    const [columns = [], , ...rows] = table.trim().split('\n').map(cellsOf);
    return rows.map((cells) => Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? ''])));
  });
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
