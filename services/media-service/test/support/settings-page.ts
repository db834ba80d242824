import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeConfig, type ConfigField } from '@dubbing/common';
import { configSchema, environmentAlone } from '../../src/config.js';
import { packageRoot } from '../../src/package-root.js';

/** The page with the one table of all settings of both services. */
export const settingsFile = join(packageRoot, '../../docs/settings.md');

const service = 'media-service';
const none = '';

/** What the table has to say of this service: a list of cells per setting. */
export function ownRows(): string[][] {
  const fields = Object.values<ConfigField>(configSchema);
  const secrets = new Set(fields.filter(({ secret }) => secret === true).map(({ env }) => env));
  const said = describeConfig(configSchema).map((row) => [
    service,
    code(row.env),
    code(row.name),
    row.type,
    row.default === '' ? none : code(row.default),
    secrets.has(row.env) ? 'yes' : none,
    row.doc,
  ]);
  const alone = environmentAlone.map(({ env, type, secret, doc }) => [
    service,
    code(env),
    none,
    type,
    none,
    secret ? 'yes' : none,
    doc,
  ]);
  return [...said, ...alone];
}

/** What the page says of this service now. */
export function writtenRows(page = readFileSync(settingsFile, 'utf8')): string[][] {
  return tableOf(page).rows.filter(([first]) => first === service);
}

/** The page with this service's rows anew and everything else as it was, laid out as Prettier does. */
export function withOwnRows(page: string): string {
  const { lines, start, end, head, rows } = tableOf(page);
  const strangers = rows.filter(([first]) => first !== service);
  // The services stand in the order of their names.
  const all = [...strangers, ...ownRows()].sort(
    ([one = ''], [other = '']) => Number(one > other) - Number(one < other),
  );
  return [...lines.slice(0, start), ...aligned(head, all), ...lines.slice(end)].join('\n');
}

const code = (text: string): string => `\`${text}\``;

interface Table {
  readonly lines: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly head: string[];
  readonly rows: string[][];
}

function tableOf(page: string): Table {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => /^\| *Service *\|/.test(line));
  if (start < 0) throw new Error(`${settingsFile} has no table of settings`);
  const length = lines.slice(start).findIndex((line) => !line.startsWith('|'));
  const end = length < 0 ? lines.length : start + length;
  const [head = [], , ...rows] = lines.slice(start, end).map(cellsOf);
  return { lines, start, end, head, rows };
}

function cellsOf(line: string): string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function aligned(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const escaped = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(3, ...escaped.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [first = [], ...others] = escaped;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...others.map(line)];
}
