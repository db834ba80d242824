import type { ValidationOptions } from 'class-validator';
import type { JsonSchema } from '../schema/json-schema.js';

/**
 * What a rule says, in the words of JSON Schema 2020-12. What that has no words for is told by name in `x-rules`, with a
 * sentence in `says`.
 */
export interface KeywordMeaning {
  readonly keywords: JsonSchema;
  /** For the rule that `keywords` has in `x-rules`: the sentence that tells a reader what it asks for. */
  readonly says?: string;
}

/** The field may be absent, save where another field of the message has this value. */
export interface RequiredMeaning {
  readonly requiredWhere: { readonly field: string; readonly is: string };
}

export type Meaning = KeywordMeaning | RequiredMeaning;

const key = 'meaning';

/** The options of a rule with its meaning, which stays with the rule in class-validator's own storage. */
export function withMeaning(meaning: Meaning, options?: ValidationOptions): ValidationOptions {
  return { ...options, context: { [key]: meaning } };
}

/** The meaning that a rule was declared with; undefined for one that has none. */
export function meaningOf(rule: { readonly context?: unknown }): Meaning | undefined {
  return (rule.context as { readonly [key]?: Meaning } | undefined)?.[key];
}

const declared = new WeakMap<object, Map<string, JsonSchema>>();

/** Keywords for a field from a decorator that is no rule. */
export function annotate(prototype: object, field: string, keywords: JsonSchema): void {
  const fields = declared.get(prototype) ?? new Map<string, JsonSchema>();
  fields.set(field, { ...fields.get(field), ...keywords });
  declared.set(prototype, fields);
}

/** What `annotate` was told of a field of this class itself. */
export function annotationsOf(prototype: object, field: string): JsonSchema {
  return declared.get(prototype)?.get(field) ?? {};
}
