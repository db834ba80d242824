import type { ConfigField, ConfigSchema } from './schema.js';

/** One row of a README's table of settings. */
export interface ConfigRow {
  readonly name: string;
  readonly env: string;
  readonly type: string;
  /** As one would write it in the environment; empty when there is none. */
  readonly default: string;
  readonly doc: string;
}

export function describeConfig(schema: ConfigSchema): ConfigRow[] {
  return Object.entries(schema).map(([name, field]) => ({
    name,
    env: field.env,
    type: describeType(field),
    default: describeDefault(field),
    doc: field.doc,
  }));
}

/** The rows as the table that stands in a README, laid out as Prettier does. */
export function configTable(schema: ConfigSchema): string {
  const rows = describeConfig(schema).map((row) => [
    `\`${row.env}\``,
    `\`${row.name}\``,
    row.type,
    row.default === '' ? '' : `\`${row.default}\``,
    row.doc,
  ]);
  return alignedTable(['Environment', 'File', 'Type', 'Default', 'Meaning'], rows);
}

function alignedTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const escaped = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(3, ...escaped.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [first = [], ...others] = escaped;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...others.map(line)].join('\n');
}

function describeType(field: ConfigField): string {
  if (field.type === 'enum') return field.values.join(', ');
  if (!('min' in field || 'max' in field)) return field.type;
  const { min, max } = field;
  if (max === undefined) return `${field.type} from ${min}`;
  return min === undefined ? `${field.type} to ${max}` : `${field.type} ${min} to ${max}`;
}

function describeDefault(field: ConfigField): string {
  if (field.default === undefined || field.secret === true) return '';
  return Array.isArray(field.default) ? field.default.join(',') : String(field.default);
}
