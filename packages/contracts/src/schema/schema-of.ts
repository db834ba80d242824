import type { MessageClass } from '../rules/shape.js';
import type { JsonSchema } from './json-schema.js';
import { referredIn, refTo, ruleTextsIn } from './references.js';
import { wireDocument } from './wire.js';

/** The schema of one message by itself: JSON Schema 2020-12, with the parts that it has in `$defs`. */
export function schemaOf(messageClass: MessageClass): JsonSchema {
  const { name } = messageClass;
  const { $schema, $id, $comment, $defs } = wireDocument();
  const own = $defs[name];
  const parts = referredIn(own ?? refTo(messageClass));
  const used = [own, ...parts.map((part) => $defs[part])];
  const texts = ruleTextsIn(...used);
  // A copy, for whoever adds to it.
  return structuredClone({
    $schema,
    $id: `${$id}:${name}`,
    title: name,
    ...own,
    $comment,
    ...(Object.keys(texts).length > 0 && { 'x-ruleTexts': texts }),
    ...(parts.length > 0 && { $defs: Object.fromEntries(parts.map((part) => [part, $defs[part]])) }),
  });
}
