import { ValidateIf } from 'class-validator';
import { withMeaning } from './meaning.js';

/** The field may be absent, save where another field of the message has the given value. */
export function RequiredWhere(other: string, is: string): PropertyDecorator {
  return (prototype, field) => {
    const isLookedAt = (message: Record<string, unknown>) =>
      message[other] === is || message[String(field)] !== undefined;
    ValidateIf(isLookedAt, withMeaning({ requiredWhere: { field: other, is } }))(prototype, field);
  };
}
