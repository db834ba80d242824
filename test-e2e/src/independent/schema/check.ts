import type { Schema } from './documents.js';
import { keepsRule } from './rules.js';

export interface Fault {
  /** Dotted path of the field; empty for the message itself. */
  readonly field: string;
  readonly message: string;
}

type Fields = Record<string, unknown>;

interface Place {
  readonly root: Schema;
  readonly message: unknown;
  readonly parent: unknown;
  readonly path: readonly string[];
}

/** The first thing that is wrong with a message, by its schema and by sections 3.1 to 3.3. */
export function faultOf(schema: Schema, message: unknown): Fault | undefined {
  return inValue(schema, message, { root: schema, message, parent: undefined, path: [] });
}

function inValue(schema: Schema, value: unknown, place: Place): Fault | undefined {
  const { root, path } = place;
  if (schema.$ref !== undefined) {
    const part = root.$defs?.[schema.$ref.replace('#/$defs/', '')];
    if (part === undefined) throw new TypeError(`no such part: ${schema.$ref}`);
    return inValue(part, value, place);
  }
  const wrong = wrongType(schema, value) ?? wrongLimit(schema, value);
  if (wrong !== undefined) return { field: path.join('.'), message: `${path.join('.') || 'the message'} ${wrong}` };
  const within = Array.isArray(value) ? inItems(schema, value, place) : inFields(schema, value, place);
  if (within !== undefined) return within;
  for (const rule of schema['x-rules'] ?? []) {
    const parts = { parent: place.parent as Fields, message: place.message as Fields };
    if (!keepsRule(rule, value, parts)) return { field: path.join('.'), message: `${path.join('.')} breaks ${rule}` };
  }
  return undefined;
}

function inItems({ items }: Schema, values: readonly unknown[], place: Place): Fault | undefined {
  if (items === undefined) return undefined;
  for (const [n, value] of values.entries()) {
    const fault = inValue(items, value, { ...place, parent: values, path: [...place.path, String(n)] });
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function inFields(schema: Schema, value: unknown, place: Place): Fault | undefined {
  if (schema.type !== 'object') return undefined;
  const fields = value as Fields;
  const required = new Set(schema.required);
  for (const { if: condition, then } of schema.allOf ?? []) {
    if (holds(condition, fields)) for (const name of then.required ?? []) required.add(name);
  }
  for (const [name, part] of Object.entries(schema.properties ?? {})) {
    const path = [...place.path, name];
    // A field that is null counts as absent (3.3).
    const field = Object.hasOwn(fields, name) ? (fields[name] ?? undefined) : undefined;
    if (field === undefined) {
      if (required.has(name)) return { field: path.join('.'), message: `${path.join('.')} is missing` };
      continue;
    }
    const fault = inValue(part, field, { ...place, parent: fields, path });
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function holds({ properties = {} }: Schema, fields: Fields): boolean {
  return Object.entries(properties).every(([name, { const: wanted }]) => fields[name] === wanted);
}

function wrongType({ type, 'x-binary': isBinary }: Schema, value: unknown): string | undefined {
  if (isBinary === true) return Buffer.isBuffer(value) ? undefined : 'must be bytes';
  const isRight = {
    object: () => typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value),
    array: () => Array.isArray(value),
    string: () => typeof value === 'string',
    boolean: () => typeof value === 'boolean',
    number: () => Number.isFinite(value),
    integer: () => Number.isInteger(value),
  };
  return type === undefined || isRight[type]() ? undefined : `must be of type ${type}`;
}

function wrongLimit(schema: Schema, value: unknown): string | undefined {
  const { minimum = -Infinity, maximum = Infinity, minLength = 0, maxLength = Infinity } = schema;
  const { minItems = 0, maxItems = Infinity, uniqueItems = false, 'x-maxBytes': maxBytes = Infinity } = schema;
  if (schema.enum?.includes(value) === false) return `must be one of ${schema.enum.join(', ')}`;
  if (typeof value === 'number' && (value < minimum || value > maximum)) return `must be from ${minimum} to ${maximum}`;
  if (typeof value === 'string') {
    if (value.length < minLength || value.length > maxLength) return `must have ${minLength} to ${maxLength} units`;
    if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value)) return 'has not the form it must';
  }
  if (Buffer.isBuffer(value) && value.length > maxBytes) return `must have at most ${maxBytes} bytes`;
  if (!Array.isArray(value)) return undefined;
  if (value.length < minItems || value.length > maxItems) return `must have ${minItems} to ${maxItems} items`;
  return uniqueItems && new Set(value).size < value.length ? 'must have nothing twice' : undefined;
}
