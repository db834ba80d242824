import { asBuffer } from './binary.js';
import { shapeOf, type MessageClass, type NestedField } from './shape.js';

/** Stands for a value of the wrong kind. No rule accepts it, whatever the field wants. */
const wrongKind = Symbol('value of the wrong kind');

/** No list of scalars in any message is longer; what lies beyond is not even copied. */
const longestList = 1024;

/**
 * The known fields of a message, copied along its class's shape. What comes out has no
 * surprises left for the transformer: no unknown field, no inherited one, no depth or length
 * beyond that of the contract. Null counts as absent, since some peers write it so.
 */
export function prune(messageClass: MessageClass, message: object): Record<string, unknown> {
  const { fields, nested, binary } = shapeOf(messageClass);
  const pruned: Record<string, unknown> = {};
  for (const field of fields) {
    if (!Object.hasOwn(message, field)) continue;
    const value = (message as Record<string, unknown>)[field];
    if (value === null || value === undefined) continue;
    const inner = nested.get(field);
    if (inner !== undefined) pruned[field] = pruneNested(inner, value);
    else if (binary.has(field)) pruned[field] = wrapBinary(value);
    else pruned[field] = pruneScalars(value);
  }
  return pruned;
}

/** Whether the value is an object as JSON knows them. */
export function isRecord(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value) &&
    !(value instanceof ArrayBuffer)
  );
}

function pruneNested({ type, maxItems }: NestedField, value: unknown): unknown {
  const one = (item: unknown) => (isRecord(item) ? prune(type(), item) : wrongKind);
  return Array.isArray(value) ? head(value, maxItems).map(one) : one(value);
}

function pruneScalars(value: unknown): unknown {
  return Array.isArray(value) ? head(value, longestList).map(scalar) : scalar(value);
}

function scalar(value: unknown): unknown {
  return typeof value === 'object' || typeof value === 'function' ? wrongKind : value;
}

function wrapBinary(value: unknown): unknown {
  const buffer = asBuffer(value);
  return buffer === undefined ? wrongKind : () => buffer;
}

/** One more than allowed, so that the rule on length still sees the fault. */
function head(list: readonly unknown[], maxItems: number): unknown[] {
  return list.slice(0, maxItems + 1);
}
