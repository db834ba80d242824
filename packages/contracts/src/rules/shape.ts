import { getMetadataStorage } from 'class-validator';

/** A class that `parse` can make. */
export type MessageClass<T extends object = object> = new () => T;

export interface NestedField {
  readonly type: () => MessageClass;
  /** The most items of a list; what lies beyond is not even looked at. One for a single message. */
  readonly maxItems: number;
}

/** Which fields a message has, and which of them need more than copying. */
export interface Shape {
  readonly fields: readonly string[];
  readonly nested: ReadonlyMap<string, NestedField>;
  readonly binary: ReadonlySet<string>;
}

type Kind = { readonly nested: NestedField } | { readonly binary: true };

const declared = new WeakMap<object, Map<string, Kind>>();
const compiled = new WeakMap<MessageClass, Shape>();

/** To be called by the decorators of nested and binary fields. */
export function declareKind(prototype: object, field: string, kind: Kind): void {
  const kinds = declared.get(prototype) ?? new Map<string, Kind>();
  kinds.set(field, kind);
  declared.set(prototype, kinds);
}

/**
 * The shape of a class, read once from its decorators and those of the classes it extends.
 * A field without any rule is no field: what nobody checks does not get in.
 */
export function shapeOf(messageClass: MessageClass): Shape {
  let shape = compiled.get(messageClass);
  if (shape === undefined) {
    shape = compile(messageClass);
    compiled.set(messageClass, shape);
  }
  return shape;
}

function compile(messageClass: MessageClass): Shape {
  const rules = getMetadataStorage().getTargetValidationMetadatas(messageClass, messageClass.name, false, false);
  const nested = new Map<string, NestedField>();
  const binary = new Set<string>();
  let prototype: unknown = messageClass.prototype;
  while (typeof prototype === 'object' && prototype !== null) {
    for (const [field, kind] of declared.get(prototype) ?? []) {
      if ('binary' in kind) binary.add(field);
      else nested.set(field, kind.nested);
    }
    prototype = Object.getPrototypeOf(prototype);
  }
  return { fields: [...new Set(rules.map((rule) => rule.propertyName))], nested, binary };
}
