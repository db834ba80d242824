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

/** The rows as the table that stands in a README; tests hold the two together. */
export function configTable(schema: ConfigSchema): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rows = describeConfig(schema).map((r) =>
    row([`\`${r.env}\``, `\`${r.name}\``, r.type, r.default === '' ? '' : `\`${r.default}\``, r.doc]),
  );
  return [
    row(['Environment', 'File', 'Type', 'Default', 'Meaning']),
    row(['---', '---', '---', '---', '---']),
    ...rows,
  ].join('\n');
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
