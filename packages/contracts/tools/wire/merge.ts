import type { JsonSchema } from '../../src/schema/json-schema.js';

/** The order in which keywords are written. Those of Dubbing come last; one that is not here is forgotten in this list. */
const order = [
  'description',
  '$ref',
  'type',
  'enum',
  'const',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'pattern',
  'items',
  'minItems',
  'maxItems',
  'uniqueItems',
  'default',
  'required',
  'properties',
  'allOf',
  'x-binary',
  'x-maxBytes',
  'x-commaSeparated',
  'x-schemes',
  'x-rules',
];

/**
 * All that several rules say of one value.
 * @throws Error when two of them contradict each other, or a keyword is not known here.
 */
export function merge(where: string, parts: readonly JsonSchema[]): JsonSchema {
  const merged: Record<string, unknown> = {};
  for (const [keyword, value] of parts.flatMap((part) => Object.entries(part))) {
    if (!order.includes(keyword)) throw new Error(`${where}: the keyword ${keyword} has no place in the wire document`);
    const before = merged[keyword];
    if (keyword === 'x-rules') merged[keyword] = [...((before ?? []) as string[]), ...(value as string[])].sort();
    else if (before === undefined) merged[keyword] = value;
    else if (JSON.stringify(before) !== JSON.stringify(value)) {
      throw new Error(`${where}: ${keyword} is ${JSON.stringify(before)} and ${JSON.stringify(value)} at once`);
    }
  }
  return Object.fromEntries(order.flatMap((keyword) => (keyword in merged ? [[keyword, merged[keyword]]] : [])));
}
