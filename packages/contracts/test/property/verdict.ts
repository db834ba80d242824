import { isDeepStrictEqual } from 'node:util';
import { ContractError, OneShotQuery, parse, serialize } from '../../src/index.js';
import { parseByClassValidator } from '../../src/reader/by-class-validator.js';
import { readerOf } from '../../src/reader/compile.js';
import { isRecord } from '../../src/rules/foreign.js';
import { shapeOf, type MessageClass } from '../../src/rules/shape.js';

/** What parse says of a value: the message, or the error. */
export type Verdict = { readonly message: object } | { readonly error: ContractError };

/**
 * What `parse` says, held to all that it promises of any value.
 * @throws Error where a promise is broken
 */
export function verdictOf(messageClass: MessageClass, value: unknown): Verdict {
  const verdict = ask(() => parse(messageClass, value));
  if ('message' in verdict) holdMessage(messageClass, verdict.message);
  else holdError(messageClass, value, verdict.error);
  if ('message' in verdict && messageClass !== OneShotQuery) holdSame(messageClass, value, verdict.message);
  if (isRecord(value)) holdWays(messageClass, value, verdict);
  return verdict;
}

function ask(action: () => object): Verdict {
  try {
    return { message: action() };
  } catch (error) {
    if (error instanceof ContractError) return { error };
    throw error;
  }
}

function hold(promise: boolean, text: string, ...shown: unknown[]): void {
  if (!promise) throw new Error([text, ...shown.map(show)].join(' '));
}

function show(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner)) ?? String(value)
  );
}

/** It is of its class, and comes out equal when it goes round, as text too where it has no bytes. */
function holdMessage(messageClass: MessageClass, message: object): void {
  hold(Object.getPrototypeOf(message) === messageClass.prototype, 'it is of another class');
  const wire = serialize(message);
  hold(isDeepStrictEqual(parse(messageClass, wire), message), 'it does not come out equal', message);
  if (hasBytes(wire)) return;
  const text = JSON.stringify(wire);
  hold(isDeepStrictEqual(parse(messageClass, JSON.parse(text)), message), 'it does not come out equal as text', text);
}

function hasBytes(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Buffer.isBuffer(value) || Object.values(value).some(hasBytes);
}

/** Nothing was lost, added or changed on the way in. A query's texts become lists and numbers, so not for that. */
function holdSame(messageClass: MessageClass, given: unknown, taken: unknown): void {
  const { fields, nested, binary } = shapeOf(messageClass);
  const defaults = new messageClass() as Record<string, unknown>;
  for (const field of fields) {
    const before =
      Object.getOwnPropertyDescriptor(given, field) && ((given as Record<string, unknown>)[field] ?? undefined);
    const after = (taken as Record<string, unknown>)[field];
    const inner = nested.get(field)?.type();
    const same = (a: unknown, b: unknown) => a === b || (binary.has(field) && onOneMemory(a, b as Buffer));
    if (before === undefined) hold(after === defaults[field], 'it was not there', field);
    else if (Array.isArray(before)) {
      hold(Array.isArray(after) && after.length === before.length, 'the list is of another length', field);
      for (const [index, item] of before.entries()) {
        const other = (after as unknown[])[index];
        if (inner === undefined) hold(same(item, other), 'the item changed', field, index);
        else holdSame(inner, item, other);
      }
    } else if (inner === undefined) hold(same(before, after), 'the value changed', field);
    else holdSame(inner, before, after);
  }
}

function onOneMemory(given: unknown, taken: Buffer): boolean {
  if (given instanceof ArrayBuffer) return taken.buffer === given && taken.byteLength === given.byteLength;
  if (!(given instanceof Uint8Array) || taken.buffer !== given.buffer) return false;
  return taken.byteOffset === given.byteOffset && taken.byteLength === given.byteLength;
}

/** Every fault names a field of the class. */
function holdError(messageClass: MessageClass, value: unknown, error: ContractError): void {
  hold(error.code === 'CONTRACT_INVALID' && error.faults.length > 0, 'the error has no fault', error.message);
  hold(error.field === error.faults[0]?.field, 'the error names another field than its first fault', error.field);
  hold(error.message.length <= 4096, 'the error is too long', error.message.length);
  for (const { field, message } of error.faults) {
    hold(isRecord(value) ? leadsToField(messageClass, field.split('.')) : field === '', 'no field is called', field);
    hold(message !== '' && message.length <= 1024, 'the fault is told badly', message);
  }
}

function leadsToField(messageClass: MessageClass, [field = '', ...rest]: readonly string[]): boolean {
  const { fields, nested } = shapeOf(messageClass);
  if (!fields.includes(field)) return false;
  const inner = nested.get(field);
  const below = inner !== undefined && /^\d+$/.test(rest[0] ?? '') ? rest.slice(1) : rest;
  return below.length === 0 || (inner !== undefined && leadsToField(inner.type(), below));
}

/** The compiled reader and class-validator say the same, to the order of the fields. */
function holdWays(messageClass: MessageClass, value: object, verdict: Verdict): void {
  const reader = readerOf(messageClass);
  if (reader === undefined) return;
  const read = reader.read(value);
  if ('error' in verdict) {
    // The faults that were told are class-validator's own.
    hold(read === undefined, 'the reader accepts what class-validator refuses', read);
    return;
  }
  const slow = ask(() => parseByClassValidator(messageClass, value));
  if ('error' in slow) throw slow.error;
  hold(isDeepStrictEqual(read, slow.message), 'the reader reads otherwise', read, slow.message);
  hold(show(Object.keys(read ?? {})) === show(Object.keys(slow.message)), 'another order', read, slow.message);
}
