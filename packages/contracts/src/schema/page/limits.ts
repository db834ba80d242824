import type { JsonSchema } from '../json-schema.js';
import { html, joined, type Markup, type Part } from './markup.js';

/** What a value is, in a word or two; messages are links to where they are told. */
export function kindOf(schema: JsonSchema): Markup {
  const ref = schema['$ref'];
  if (typeof ref === 'string') {
    const name = ref.slice(ref.lastIndexOf('/') + 1);
    return html`<a href="#message-${name}">${name}</a>`;
  }
  if (schema['x-binary'] === true) return html`bytes`;
  const values = schema['enum'] as readonly unknown[] | undefined;
  if (values !== undefined) {
    return html`${joined(
      values.map((value) => html`<code>${String(value)}</code>`),
      ' | ',
    )}`;
  }
  if (schema['const'] !== undefined) return html`<code>${JSON.stringify(schema['const'])}</code>`;
  if (schema['type'] === 'array') return html`list of ${kindOf((schema['items'] ?? {}) as JsonSchema)}`;
  return html`${kinds[String(schema['type'])] ?? 'any value'}`;
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  object: 'object',
};

const units: Readonly<Record<string, string>> = { Ms: 'ms', Ns: 'ns', Hz: 'Hz', Db: 'dB', Bytes: 'bytes' };

/** The unit that is in a field's name. */
export function unitOf(field: string): string {
  const [, unit = ''] = /(Ms|Ns|Hz|Db|Bytes)(?:P\d+)?$/.exec(field) ?? [];
  return units[unit] ?? '';
}

interface Limits {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly 'x-maxBytes'?: number;
}

/** What a value is held to, as phrases. */
export function limitsOf(schema: JsonSchema): Part[] {
  const { minimum, maximum, minLength, maxLength, pattern, minItems, maxItems } = schema as Limits;
  const items = (schema['items'] ?? {}) as JsonSchema;
  const schemes = schema['x-schemes'] as readonly string[] | undefined;
  const own = [
    range(minimum, maximum, ''),
    range(minLength, maxLength, ' characters'),
    pattern === undefined ? undefined : html`matches <code>${pattern}</code>`,
    range(minItems, maxItems, ' items'),
    schema['uniqueItems'] === true ? 'none twice' : undefined,
    range(undefined, (schema as Limits)['x-maxBytes'], ' bytes'),
    schemes === undefined
      ? undefined
      : html`scheme
        ${joined(
          schemes.map((name) => html`<code>${name}</code>`),
          ', ',
        )}`,
    schema['default'] === undefined ? undefined : html`default <code>${JSON.stringify(schema['default'])}</code>`,
  ];
  const ofItems = limitsOfItems(items);
  return [...own, ...ofItems].filter((phrase) => phrase !== undefined);
}

function limitsOfItems(items: JsonSchema): Part[] {
  return Object.keys(items).length === 0 ? [] : limitsOf(items).map((phrase) => html`each ${phrase}`);
}

function range(least: number | undefined, most: number | undefined, noun: string): Markup | undefined {
  // No number of JSON is larger, so it is no limit worth telling.
  const end = most === Number.MAX_SAFE_INTEGER ? undefined : most;
  if (least !== undefined && end !== undefined) return html`${least} to ${end}${noun}`;
  if (end !== undefined) return html`at most ${end}${noun}`;
  return least === undefined ? undefined : html`at least ${least}${noun}`;
}
