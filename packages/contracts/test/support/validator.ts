import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { JsonSchema } from '../../src/schema/json-schema.js';

/** The committed wire document. */
export const wire = JSON.parse(
  readFileSync(new URL('../../../wire/v1.json', import.meta.url), 'utf8'),
) as JsonSchema & {
  readonly $id: string;
  readonly $defs: Readonly<Record<string, JsonSchema>>;
};

/** A strict validator of JSON Schema that knows the keywords of its own that the wire document has. */
export function strictValidator(): Ajv2020 {
  const ajv = new Ajv2020({ strict: true, strictTypes: true });
  ajv.addKeyword({
    keyword: 'x-binary',
    schemaType: 'boolean',
    validate: (_expected: boolean, value: unknown) => Buffer.isBuffer(value),
  });
  ajv.addKeyword({
    keyword: 'x-maxBytes',
    schemaType: 'number',
    validate: (most: number, value: unknown) => !Buffer.isBuffer(value) || value.byteLength <= most,
  });
  // What JSON Schema has no words for is told, and not checked.
  for (const keyword of ['x-rules', 'x-ruleTexts', 'x-schemes', 'x-commaSeparated']) ajv.addKeyword({ keyword });
  return ajv;
}

const documents = strictValidator().addSchema(wire);

/** The wire document's word on messages of that class. */
export function validatorOf(className: string): ValidateFunction {
  const validate = documents.getSchema(`${wire.$id}#/$defs/${className}`);
  if (validate === undefined) throw new Error(`the wire document has no ${className}`);
  return validate;
}

/**
 * A message as a reader of the document takes it: null is absent, what is one text in a URL is what it stands for, and bytes
 * are no value of JSON, so they pass where bytes are asked for and nowhere else.
 */
export function asRead(className: string, message: unknown): unknown {
  return readAs({ $ref: `#/$defs/${className}` }, message, className.endsWith('Query'));
}

const decimal = /^\d{1,9}(?:\.\d{1,9})?$/;

function readAs(schema: JsonSchema, value: unknown, inQuery: boolean): unknown {
  const ref = schema['$ref'] as string | undefined;
  if (ref !== undefined) return readAs(wire.$defs[ref.replace('#/$defs/', '')] ?? {}, value, inQuery);
  if (typeof value === 'string' && schema['x-commaSeparated'] === true) {
    return value.split(',').map((item) => item.trim());
  }
  if (schema['type'] === 'number' && inQuery && typeof value === 'string' && decimal.test(value)) return Number(value);
  if (Buffer.isBuffer(value)) return schema['x-binary'] === true ? value : Symbol('bytes');
  const items = schema['items'] as JsonSchema | undefined;
  if (Array.isArray(value)) return items === undefined ? value : value.map((item) => readAs(items, item, inQuery));
  const properties = schema['properties'] as Record<string, JsonSchema> | undefined;
  if (properties === undefined || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== null)
      .map(([name, field]) => [
        name,
        Object.hasOwn(properties, name) ? readAs(properties[name] ?? {}, field, inQuery) : field,
      ]),
  );
}
