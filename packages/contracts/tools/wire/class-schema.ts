import { getMetadataStorage, ValidationTypes } from 'class-validator';
import { annotationsOf, meaningOf, type RequiredMeaning } from '../../src/rules/meaning.js';
import { shapeOf, type MessageClass } from '../../src/rules/shape.js';
import type { JsonSchema } from '../../src/schema/json-schema.js';
import { foreignMeaning } from './foreign-rules.js';
import { merge } from './merge.js';

type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** A class in the words of JSON Schema, and the sentences of what JSON Schema has no words for, by their `x-rules`. */
export interface ClassSchema {
  readonly schema: JsonSchema;
  readonly says: ReadonlyMap<string, string>;
}

/**
 * A message class as JSON Schema, read from its rules. Other classes stand in it as references to `$defs`.
 * @param describe The words of the source for the class, or for a field of it.
 * @throws Error when a rule has no meaning: what would not be in the schema must not be in the class.
 */
export function classSchema(
  messageClass: MessageClass,
  describe: (className: string, field?: string) => string | undefined,
): ClassSchema {
  const rules = getMetadataStorage().getTargetValidationMetadatas(messageClass, messageClass.name, false, false);
  const says = new Map<string, string>();
  const defaults = new messageClass() as Record<string, unknown>;
  const fields = fieldsInOrder(messageClass, rules);
  const properties = fields.map((field) => {
    const own = rules.filter((rule) => rule.propertyName === field);
    const where = `${messageClass.name}.${field}`;
    const description = describe(ownerOf(own, field).name, field);
    const parts = own.map((rule) => keywordsOf(rule, messageClass, where, says));
    return [
      field,
      merge(where, [
        ...(description === undefined ? [] : [{ description }]),
        annotationsOf(ownerOf(own, field).prototype as object, field),
        ...(defaults[field] === undefined ? [] : [{ default: defaults[field] }]),
        ...withoutRefsType(parts),
        ...itemsOf(own, messageClass, where, says),
      ]),
    ] as const;
  });
  const conditions = rules.flatMap((rule) => conditionOf(rule));
  const required = fields.filter(
    (field) =>
      defaults[field] === undefined &&
      !rules.some((rule) => rule.propertyName === field && rule.type === ValidationTypes.CONDITIONAL_VALIDATION),
  );
  const description = describe(messageClass.name);
  const schema = merge(messageClass.name, [
    ...(description === undefined ? [] : [{ description }]),
    { type: 'object', ...(required.length > 0 && { required }), properties: Object.fromEntries(properties) },
    ...(conditions.length > 0 ? [{ allOf: conditions }] : []),
  ]);
  return { schema, says };
}

/** Fields of the class that is extended come first, as they do where they are declared. */
function fieldsInOrder(messageClass: MessageClass, rules: readonly Rule[]): string[] {
  const inherited = rules.filter((rule) => rule.target !== messageClass);
  return [...new Set([...inherited, ...rules].map((rule) => rule.propertyName))];
}

/** The class that declares the field. */
function ownerOf(rules: readonly Rule[], field: string): { readonly name: string; readonly prototype: unknown } {
  const target = rules[0]?.target;
  if (typeof target !== 'function') throw new Error(`nobody declares ${field}`);
  return target;
}

/** What a rule says of the field's value itself; nothing for one that speaks of the items of a list. */
function keywordsOf(rule: Rule, messageClass: MessageClass, where: string, says: Map<string, string>): JsonSchema {
  return rule.each ? {} : meaningIn(rule, messageClass, where, says);
}

function itemsOf(
  rules: readonly Rule[],
  messageClass: MessageClass,
  where: string,
  says: Map<string, string>,
): JsonSchema[] {
  const parts = rules.filter((rule) => rule.each).map((rule) => meaningIn(rule, messageClass, where, says));
  return parts.length === 0 ? [] : [{ items: merge(`an item of ${where}`, withoutRefsType(parts)) }];
}

function meaningIn(rule: Rule, messageClass: MessageClass, where: string, says: Map<string, string>): JsonSchema {
  if (rule.type === ValidationTypes.NESTED_VALIDATION) return { $ref: refOf(messageClass, rule.propertyName, where) };
  const meaning = meaningOf(rule);
  if (rule.type === ValidationTypes.CONDITIONAL_VALIDATION) {
    if (rule.name === 'isOptional' || (meaning !== undefined && 'requiredWhere' in meaning)) return {};
    throw new Error(`${where}: a condition has no meaning in JSON Schema; say RequiredWhere`);
  }
  if (meaning === undefined) {
    const foreign = foreignMeaning(rule.name, rule.constraints ?? []);
    if (foreign === undefined) throw new Error(`${where}: the rule "${rule.name}" has no meaning in JSON Schema`);
    return foreign;
  }
  if (!('keywords' in meaning)) throw new Error(`${where}: the rule "${rule.name}" says nothing of its value`);
  remember(meaning.keywords, meaning.says, where, says);
  return meaning.keywords;
}

/** A rule beyond JSON Schema is of use to a reader only with its sentence. */
function remember(keywords: JsonSchema, sentence: string | undefined, where: string, says: Map<string, string>): void {
  for (const name of (keywords['x-rules'] ?? []) as readonly string[]) {
    if (sentence === undefined) throw new Error(`${where}: the rule "${name}" is not told in words`);
    says.set(name, sentence);
  }
}

function refOf(messageClass: MessageClass, field: string, where: string): string {
  const nested = shapeOf(messageClass).nested.get(field);
  if (nested === undefined) throw new Error(`${where}: it is not declared what is nested here`);
  return `#/$defs/${nested.type().name}`;
}

/** That what is referred to is an object stands there. */
function withoutRefsType(parts: readonly JsonSchema[]): JsonSchema[] {
  const isRef = parts.some((part) => '$ref' in part);
  return parts.filter((part) => !(isRef && part['type'] === 'object'));
}

function conditionOf(rule: Rule): JsonSchema[] {
  const meaning = meaningOf(rule);
  if (meaning === undefined || !('requiredWhere' in meaning)) return [];
  const { field, is } = (meaning satisfies RequiredMeaning).requiredWhere;
  const { propertyName: needed } = rule;
  const condition = { properties: { [field]: { const: is } }, required: [field] };
  const consequence = { properties: { [needed]: {} }, required: [needed] };
  // oxlint-disable-next-line unicorn/no-thenable -- A keyword of JSON Schema; nobody waits for a schema.
  return [{ if: condition, then: consequence }];
}
