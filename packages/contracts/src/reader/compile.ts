import { getMetadataStorage } from 'class-validator';
import { shapeOf, type MessageClass, type Shape } from '../rules/shape.js';
import type { FieldReader } from './field-reader.js';
import { MessageReader } from './message-reader.js';
import { compileRules, type RuleMetadata } from './rule.js';
import { takeBytes, takeNested, takeScalars, type Take } from './take.js';
import { isCopied } from './transforms.js';

/** `slow`: only class-validator can hold messages to its rules. `begun`: its nested classes are being compiled. */
const compiled = new WeakMap<MessageClass, MessageReader | 'slow' | 'begun'>();

/**
 * The reader of a class, made once from its decorators; undefined when one of them is of a make that is not known here.
 * @throws Error for a class that holds messages of its own class: nothing would bound their depth
 */
export function readerOf(messageClass: MessageClass): MessageReader | undefined {
  let reader = compiled.get(messageClass);
  if (reader === 'begun') throw new Error(`${messageClass.name} must not hold messages of its own class`);
  if (reader === undefined) {
    compiled.set(messageClass, 'begun');
    try {
      reader = compile(messageClass) ?? 'slow';
    } catch (error) {
      compiled.delete(messageClass);
      throw error;
    }
    compiled.set(messageClass, reader);
  }
  return reader === 'slow' ? undefined : reader;
}

function compile(messageClass: MessageClass): MessageReader | undefined {
  const shape = shapeOf(messageClass);
  const metadatas = getMetadataStorage().getTargetValidationMetadatas(messageClass, messageClass.name, false, false);
  const fields = shape.fields.map((name) =>
    compileField(
      shape,
      messageClass.name,
      name,
      metadatas.filter(({ propertyName }) => propertyName === name),
    ),
  );
  // A field that is also a method, or one of those that every object has, is not simply assigned.
  if (shape.fields.length === 0 || shape.fields.some((name) => name in messageClass.prototype)) return undefined;
  if (!isCopied(messageClass, shape)) return undefined;
  return fields.every((field) => field !== undefined) ? new MessageReader(messageClass, fields) : undefined;
}

function compileField(
  shape: Shape,
  targetName: string,
  name: string,
  metadatas: readonly RuleMetadata[],
): FieldReader | undefined {
  const take = compileTake(shape, name);
  const rules = compileRules(metadatas);
  if (take === undefined || rules?.nested !== shape.nested.has(name)) return undefined;
  return { name, targetName, take, ...rules };
}

function compileTake({ nested, binary }: Shape, name: string): Take | undefined {
  const inner = nested.get(name);
  if (inner === undefined) return binary.has(name) ? takeBytes : takeScalars;
  const reader = readerOf(inner.type());
  return reader && takeNested((record) => reader.read(record), inner.maxItems);
}
