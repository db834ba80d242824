import type { MessageClass } from '../../src/rules/shape.js';
import type { JsonSchema } from '../../src/schema/json-schema.js';
import { classSchema } from './class-schema.js';
import type { ClassComments } from './comments.js';

const description =
  'Every message of protocol version 1 and every body of the HTTP routes, with what they are made of. Generated from the classes of @dubbing/contracts.';

const comment =
  'Fields that are not told here pass, and are left out by who does not know them. A field that is null counts as absent. Lengths of texts are in UTF-16 units; a validator that counts characters accepts a little more. `x-binary`: bytes, which travel beside the JSON (binary attachments of Socket.IO), `x-maxBytes` at most. `x-schemes`: the schemes of a URL. `x-commaSeparated`: in a URL one text, separated by commas. `x-rules`: what JSON Schema has no words for; what each asks for is told in `x-ruleTexts` of this document.';

/**
 * The wire document of these classes: what @dubbing/contracts says, in the words of JSON Schema 2020-12.
 * @throws Error when a class has a rule without a meaning, or the sources lack a class or a field.
 */
export function wireDocument(
  messageClasses: readonly MessageClass[],
  comments: ReadonlyMap<string, ClassComments>,
): JsonSchema {
  const describe = (className: string, field?: string) => {
    const found = comments.get(className);
    if (found === undefined) throw new Error(`the sources do not declare ${className}`);
    if (field === undefined) return found.text;
    if (!found.fields.has(field)) throw new Error(`the sources do not declare ${className}.${field}`);
    return found.fields.get(field);
  };
  const named = messageClasses
    .map((messageClass) => [messageClass.name, classSchema(messageClass, describe)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const says = named.flatMap(([, { says }]) => [...says]).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:dubbing:contracts:wire:v1',
    description,
    $comment: comment,
    'x-ruleTexts': Object.fromEntries(says),
    $defs: Object.fromEntries(named.map(([name, { schema }]) => [name, schema])),
  };
}
