import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { TransformationType } from 'class-transformer';
import type { MessageClass, Shape } from '../rules/shape.js';

/**
 * Whether class-transformer would do nothing with messages of this class but make instances of its nested classes and
 * hand bytes through. Decorators such as `@Transform`, `@Expose` and `@Exclude` change what a message becomes.
 */
export function isCopied(messageClass: MessageClass, { fields, nested, binary }: Shape): boolean {
  const storage = defaultMetadataStorage;
  return (
    storage.getStrategy(messageClass) === 'none' &&
    storage.getExposedProperties(messageClass, TransformationType.PLAIN_TO_CLASS).length === 0 &&
    storage.getExcludedProperties(messageClass, TransformationType.PLAIN_TO_CLASS).length === 0 &&
    fields.every((field) => {
      const transforms = storage.findTransformMetadatas(messageClass, field, TransformationType.PLAIN_TO_CLASS);
      // The one that every field of bytes has unwraps them.
      if (transforms.length !== (binary.has(field) ? 1 : 0)) return false;
      const type = storage.findTypeMetadata(messageClass, field);
      // class-transformer's own types say that there always is one.
      if ((type as unknown) === undefined) return !nested.has(field);
      return nested.get(field)?.type() === type.typeFunction() && type.options?.discriminator === undefined;
    })
  );
}
