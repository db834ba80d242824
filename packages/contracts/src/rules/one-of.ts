import { ValidateBy } from 'class-validator';

/** One of a few texts. A newer peer's new text is refused: its meaning is not known here. */
export function OneOf(values: readonly string[]): PropertyDecorator {
  return ValidateBy({
    name: 'oneOf',
    validator: {
      validate: (value) => typeof value === 'string' && values.includes(value),
      defaultMessage: () => `$property must be one of ${values.join(', ')}`,
    },
  });
}
