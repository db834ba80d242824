import { bufferOf, isList, isRecord, itemsOf, ownField, scalarOf, wrongKind } from './foreign.js';
import { shapeOf, type MessageClass, type NestedField } from './shape.js';

/** No list of scalars in any message is longer; what lies beyond is not even copied. */
export const longestList = 1024;

/** To be told of a list of scalars that was longer, by its path. */
type OnCut = (field: string) => void;

/**
 * The known fields of a message, copied along its class's shape. What comes out has no
 * surprises left for the transformer: no unknown field, no inherited one, no depth or length
 * beyond that of the contract.
 */
export function prune(messageClass: MessageClass, message: object, onCut: OnCut): Record<string, unknown> {
  const { fields, nested, binary } = shapeOf(messageClass);
  const pruned: Record<string, unknown> = {};
  for (const field of fields) {
    const value = ownField(message, field);
    if (value === undefined) continue;
    const inner = nested.get(field);
    if (inner !== undefined) pruned[field] = pruneNested(inner, value, (path) => onCut(`${field}.${path}`));
    else if (binary.has(field)) pruned[field] = wrapBinary(value);
    else pruned[field] = pruneScalars(value, () => onCut(field));
  }
  return pruned;
}

function pruneNested({ type, maxItems }: NestedField, value: unknown, onCut: OnCut): unknown {
  const one = (item: unknown, told: OnCut) => (isRecord(item) ? prune(type(), item, told) : wrongKind);
  if (!isList(value)) return one(value, onCut);
  return itemsOf(value, maxItems).map((item, index) => one(item, (path) => onCut(`${index}.${path}`)));
}

function pruneScalars(value: unknown, onCut: () => void): unknown {
  if (!isList(value)) return scalarOf(value);
  const items = itemsOf(value, longestList);
  if (items.length > longestList) onCut();
  return items.map(scalarOf);
}

function wrapBinary(value: unknown): unknown {
  const buffer = bufferOf(value);
  return buffer === undefined ? wrongKind : () => buffer;
}
