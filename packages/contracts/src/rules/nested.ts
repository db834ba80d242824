import 'reflect-metadata';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsObject, ValidateNested } from 'class-validator';
import { all } from './all.js';
import { declareKind, type MessageClass } from './shape.js';

/** A field that holds another message. */
export function Nested(type: () => MessageClass): PropertyDecorator {
  return all(Type(type), IsObject(), ValidateNested(), kind(type, 1));
}

/** A field that holds a list of other messages, `maxItems` at most. */
export function NestedList(type: () => MessageClass, maxItems: number): PropertyDecorator {
  return all(
    Type(type),
    IsArray(),
    ArrayMaxSize(maxItems),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    kind(type, maxItems),
  );
}

function kind(type: () => MessageClass, maxItems: number): PropertyDecorator {
  return (prototype, field) => {
    declareKind(prototype, String(field), { nested: { type, maxItems } });
  };
}
