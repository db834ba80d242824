import type { ValidationArguments } from 'class-validator';
import type { FieldRules, Rule } from './rule.js';
import type { Take } from './take.js';

/** A field of a class, ready to be read and held to its rules. */
export interface FieldReader extends FieldRules {
  readonly name: string;
  /** The name of the class, as rules are told it. */
  readonly targetName: string;
  readonly take: Take;
}

/** Whether a message that has all its fields keeps the rules of this one. */
export function keepsRules(field: FieldReader, message: Record<string, unknown>): boolean {
  const value = message[field.name];
  for (const applies of field.conditions) {
    if (!applies(message, value)) return true;
  }
  for (const rule of field.rules) {
    if (!keeps(field, rule, value, message)) return false;
  }
  return true;
}

function keeps(field: FieldReader, rule: Rule, value: unknown, object: object): boolean {
  const { name: property, targetName } = field;
  const args: ValidationArguments = { targetName, property, object, value, constraints: rule.constraints };
  if (!rule.each || !Array.isArray(value)) return rule.validate(value, args) === true;
  for (const item of value as unknown[]) {
    if (rule.validate(item, args) !== true) return false;
  }
  return true;
}
