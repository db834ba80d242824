import type { MessageClass } from '../rules/shape.js';
import type { JsonSchema } from './json-schema.js';
import { wireDocument } from './wire.js';

const definitions = '#/$defs/';

/** A schema that stands for messages of that class, to be used in schemas of one's own. */
export function refTo(messageClass: MessageClass): JsonSchema {
  if (!Object.hasOwn(wireDocument().$defs, messageClass.name)) {
    throw new Error(`${messageClass.name} is no message of the contracts`);
  }
  return { $ref: `${definitions}${messageClass.name}` };
}

/** The names of all definitions that the values refer to, by way of others too, in the order of the alphabet. */
export function referredIn(...values: readonly unknown[]): string[] {
  const found = new Set<string>();
  for (const value of values) collect(value, found);
  return [...found].sort();
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  const name = nameOf((value as JsonSchema)['$ref']);
  if (name !== undefined && !found.has(name)) {
    found.add(name);
    collect(wireDocument().$defs[name], found);
  }
  for (const item of Object.values(value)) collect(item, found);
}

/** A copy in which every reference to a definition of the wire document leads to `target` and its name. */
export function redirected<T>(value: T, target: string): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => redirected<unknown>(item, target)) as T;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => {
      const name = key === '$ref' ? nameOf(item) : undefined;
      return [key, name === undefined ? redirected(item, target) : `${target}${name}`];
    }),
  ) as T;
}

/** The texts of the rules that the values name. */
export function ruleTextsIn(...values: readonly unknown[]): Readonly<Record<string, string>> {
  const names = new Set(values.flatMap(rulesIn));
  return Object.fromEntries(Object.entries(wireDocument()['x-ruleTexts']).filter(([name]) => names.has(name)));
}

function rulesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = (value as JsonSchema)['x-rules'];
  return [...(Array.isArray(own) ? (own as string[]) : []), ...Object.values(value).flatMap(rulesIn)];
}

/** The definition that a reference leads to; undefined for what is no reference to one. */
function nameOf(ref: unknown): string | undefined {
  return typeof ref === 'string' && ref.startsWith(definitions) ? ref.slice(definitions.length) : undefined;
}
