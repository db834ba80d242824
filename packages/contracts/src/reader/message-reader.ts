import type { MessageClass } from '../rules/shape.js';
import { ownField } from '../rules/foreign.js';
import { keepsRules, type FieldReader } from './field-reader.js';

/**
 * A class of messages, ready to read: it makes the message at once out of the fields that it knows, and then holds it to
 * the rules. It tells a good message only: whoever wants to know what is wrong with another asks class-validator.
 */
export class MessageReader {
  readonly #messageClass: MessageClass;
  readonly #fields: readonly FieldReader[];

  constructor(messageClass: MessageClass, fields: readonly FieldReader[]) {
    this.#messageClass = messageClass;
    this.#fields = fields;
  }

  /** A new message; undefined when there is anything to complain of. */
  read(record: object): object | undefined {
    const message = new this.#messageClass() as Record<string, unknown>;
    for (const { name, take } of this.#fields) {
      const value = ownField(record, name);
      if (value === undefined) continue;
      const taken = take(value);
      if (taken === undefined) return undefined;
      message[name] = taken;
    }
    // A rule may compare a field with any other one, so all of them have to be there first.
    for (const field of this.#fields) {
      if (!keepsRules(field, message)) return undefined;
    }
    return message;
  }
}
