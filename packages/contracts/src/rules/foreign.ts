import { types } from 'node:util';

/*
 * A value that came from elsewhere is touched in this file only. It may be a Proxy or have getters, and so may throw at
 * any touch; then it is of the wrong kind.
 */

/** Stands for a value of the wrong kind. No rule accepts it, whatever the field wants. */
export const wrongKind = Symbol('value of the wrong kind');

/** Whether the value is an object as JSON knows them. */
export function isRecord(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !isList(value) &&
    !ArrayBuffer.isView(value) &&
    !types.isAnyArrayBuffer(value)
  );
}

export function isList(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    // A revoked Proxy throws at this question. It is no list, and has no fields either.
    return false;
  }
}

/** The object's own field; undefined where there is none. Null counts as none, since some peers write it so. */
export function ownField(record: object, field: string): unknown {
  try {
    if (!Object.hasOwn(record, field)) return undefined;
    return (record as Record<string, unknown>)[field] ?? undefined;
  } catch {
    return wrongKind;
  }
}

/**
 * The items of a list, one more than allowed at most, so that the rule on length still sees the fault. A hole is an
 * item that is undefined, which no rule accepts.
 */
export function itemsOf(list: readonly unknown[], mostItems: number): unknown[] {
  try {
    const items: unknown[] = [];
    const length = Math.min(list.length, mostItems + 1);
    for (let index = 0; index < length; index += 1) items.push(list[index]);
    return items;
  } catch {
    return [wrongKind];
  }
}

/** A text, a number, a boolean. Negative zero becomes zero, which it is in everything that a message can mean. */
export function scalarOf(value: unknown): unknown {
  if (typeof value === 'object' || typeof value === 'function') return wrongKind;
  return value === 0 ? 0 : value;
}

/** The same memory as a Buffer, whichever of the three forms a transport delivers. */
export function bufferOf(value: unknown): Buffer | undefined {
  try {
    if (types.isUint8Array(value)) {
      return Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    }
    return types.isArrayBuffer(value) ? Buffer.from(value) : undefined;
  } catch {
    // Memory that was transferred to another thread can no longer be read.
    return undefined;
  }
}
