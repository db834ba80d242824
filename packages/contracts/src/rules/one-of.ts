import { rule } from './rule.js';

/** One of a few texts. A newer peer's new text is refused: its meaning is not known here. */
export function OneOf(values: readonly string[]): PropertyDecorator {
  return rule({
    name: 'oneOf',
    keywords: { type: 'string', enum: [...values] },
    validate: (value) => typeof value === 'string' && values.includes(value),
    message: () => `$property must be one of ${values.join(', ')}`,
  });
}
