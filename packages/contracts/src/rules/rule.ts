import { ValidateBy, type ValidationArguments, type ValidationOptions } from 'class-validator';
import { withMeaning, type KeywordMeaning } from './meaning.js';

export interface RuleOptions extends KeywordMeaning {
  readonly name: string;
  readonly validate: (value: unknown, args?: ValidationArguments) => boolean;
  /** What a refusal says, with `$property` for the field. */
  readonly message: (args?: ValidationArguments) => string;
}

/**
 * A rule of one's own. It tells what it asks for twice, as a check and as a meaning, in one place: whoever changes one has
 * the other before his eyes, and the tests hold the two together.
 */
export function rule(
  { name, validate, message, ...meaning }: RuleOptions,
  options?: ValidationOptions,
): PropertyDecorator {
  return ValidateBy({ name, validator: { validate, defaultMessage: message } }, withMeaning(meaning, options));
}
