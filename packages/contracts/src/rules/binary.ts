import 'reflect-metadata';
import { Transform } from 'class-transformer';
import { all } from './all.js';
import { rule } from './rule.js';
import { declareKind } from './shape.js';

/**
 * A field of raw bytes, at most `maxBytes` of them. The bytes are never looked at and never
 * copied: class-transformer copies every Buffer it meets, so `parse` hands it a function
 * that returns the Buffer, and this decorator calls it.
 */
export function Binary(maxBytes: number): PropertyDecorator {
  return all(
    Transform(({ value }: { value: unknown }) => (typeof value === 'function' ? (value as () => Buffer)() : value)),
    rule({
      name: 'binary',
      // Bytes travel beside the JSON of a message, so no type of JSON is theirs.
      keywords: { 'x-binary': true, 'x-maxBytes': maxBytes },
      validate: (value) => Buffer.isBuffer(value) && value.byteLength <= maxBytes,
      message: (args) =>
        Buffer.isBuffer(args?.value)
          ? `$property must hold at most ${maxBytes} bytes, not ${args.value.byteLength}`
          : '$property must be binary',
    }),
    (prototype, field) => {
      declareKind(prototype, String(field), { binary: true });
    },
  );
}
