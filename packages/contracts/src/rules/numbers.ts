import { rule } from './rule.js';

/** A finite number from `min` to `max`. */
export function IsAmount(min: number, max: number): PropertyDecorator {
  return rule({
    name: 'amount',
    keywords: { type: 'number', minimum: min, maximum: max },
    validate: (value) => typeof value === 'number' && value >= min && value <= max,
    message: () => `$property must be a number from ${min} to ${max}`,
  });
}

/** A whole number from `min` to `max`. */
export function IsWhole(min: number, max: number): PropertyDecorator {
  return rule({
    name: 'whole',
    keywords: { type: 'integer', minimum: min, maximum: max },
    validate: (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
    message: () => `$property must be a whole number from ${min} to ${max}`,
  });
}

/** A count of things that happened. */
export function IsCount(): PropertyDecorator {
  return IsWhole(0, Number.MAX_SAFE_INTEGER);
}

/** One hour, in milliseconds: no time that is measured or asked for in a message is longer. */
const longestMs = 3_600_000;

/** A length of time in milliseconds, with its fraction. */
export function IsMs(maxMs = longestMs): PropertyDecorator {
  return IsAmount(0, maxMs);
}

/** @see IsMs; a field may not be less than another one of the same message. */
export function AtLeastField(other: string): PropertyDecorator {
  return rule({
    name: 'atLeastField',
    keywords: { 'x-rules': [`atLeastField:${other}`] },
    says: `Not less than \`${other}\` of the same message.`,
    validate: (value, args) => {
      const least = (args?.object as Record<string, unknown> | undefined)?.[other];
      // When the other one is no number, its own rule says so.
      return typeof value !== 'number' || typeof least !== 'number' || value >= least;
    },
    message: () => `$property must not be less than ${other}`,
  });
}
