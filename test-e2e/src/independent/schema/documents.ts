import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryDir } from '../../paths.js';

/** The keywords of JSON Schema that the documents beside docs/sts-protocol/v1.md use. */
export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly allOf?: readonly { readonly if: Schema; readonly then: Schema }[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly 'x-binary'?: boolean;
  readonly 'x-maxBytes'?: number;
  readonly 'x-rules'?: readonly string[];
}

const read = new Map<string, Schema>();

/** A message by the name of its file, such as `stream-init`. */
export function schemaOf(name: string): Schema {
  const known = read.get(name);
  if (known !== undefined) return known;
  const file = join(repositoryDir, 'docs/sts-protocol/v1', `${name}.schema.json`);
  const schema = JSON.parse(readFileSync(file, 'utf8')) as Schema;
  read.set(name, schema);
  return schema;
}
