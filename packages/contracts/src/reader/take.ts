import { bufferOf, isList, isRecord, itemsOf, scalarOf, wrongKind } from '../rules/foreign.js';
import { longestList } from '../rules/prune.js';

/** Copies what stands in a field out of a message that came from elsewhere; undefined when it is of the wrong kind. */
export type Take = (value: unknown) => unknown;

/** A text, a number, a boolean, or a list of them. */
export const takeScalars: Take = (value) =>
  isList(value) ? takeList(value, longestList, takeScalar) : takeScalar(value);

/** Bytes, as a Buffer on the same memory. */
export const takeBytes: Take = bufferOf;

/** A nested message, or a list of them. @param read makes a message of an object, or undefined */
export function takeNested(read: (record: object) => object | undefined, maxItems: number): Take {
  const one: Take = (value) => (isRecord(value) ? read(value) : undefined);
  return (value) => (isList(value) ? takeList(value, maxItems, one) : one(value));
}

function takeScalar(value: unknown): unknown {
  const scalar = scalarOf(value);
  return scalar === wrongKind ? undefined : scalar;
}

function takeList(list: readonly unknown[], maxItems: number, one: Take): unknown {
  const items = itemsOf(list, maxItems);
  if (items.length > maxItems) return undefined;
  for (let index = 0; index < items.length; index += 1) {
    const item = one(items[index]);
    if (item === undefined) return undefined;
    items[index] = item;
  }
  return items;
}
