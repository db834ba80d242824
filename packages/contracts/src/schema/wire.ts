import { readFileSync } from 'node:fs';
import type { JsonSchema } from './json-schema.js';

/** The wire document: every message class and every part of one in the words of JSON Schema, by its name. */
export interface WireDocument extends JsonSchema {
  readonly $id: string;
  /** What the rules ask for that JSON Schema has no words for, by their names in `x-rules`. */
  readonly 'x-ruleTexts': Readonly<Record<string, string>>;
  readonly $defs: Readonly<Record<string, JsonSchema>>;
}

let document: WireDocument | undefined;

/** Read from the package on first use, and once. */
export function wireDocument(): WireDocument {
  // By name, since the compiled tests lie deeper in the package than what is shipped.
  document ??= JSON.parse(
    readFileSync(new URL(import.meta.resolve('@dubbing/contracts/wire/v1.json')), 'utf8'),
  ) as WireDocument;
  return document;
}
