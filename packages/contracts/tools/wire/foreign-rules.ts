import type { JsonSchema } from '../../src/schema/json-schema.js';

type Constraints = readonly unknown[];

/**
 * What the rules mean that class-validator brings, by the names that it knows them by. Rules of one's own carry their
 * meaning with them.
 */
const meanings: Readonly<Record<string, (constraints: Constraints) => JsonSchema>> = {
  isBoolean: () => ({ type: 'boolean' }),
  isArray: () => ({ type: 'array' }),
  isObject: () => ({ type: 'object' }),
  arrayMinSize: ([least]) => ({ minItems: least }),
  arrayMaxSize: ([most]) => ({ maxItems: most }),
  arrayUnique: () => ({ uniqueItems: true }),
};

/** Undefined for a rule that is not among them. */
export function foreignMeaning(name: string | undefined, constraints: Constraints): JsonSchema | undefined {
  return name === undefined || !Object.hasOwn(meanings, name) ? undefined : meanings[name]?.(constraints);
}
