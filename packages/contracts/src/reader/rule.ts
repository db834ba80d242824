import { getMetadataStorage, ValidationTypes, type MetadataStorage, type ValidationArguments } from 'class-validator';

/** As class-validator keeps it. */
export type RuleMetadata = Parameters<MetadataStorage['addValidationMetadata']>[0];

/** A rule of a field, ready to be asked. */
export interface Rule {
  /** Each item of a list is held to it, not the list. */
  readonly each: boolean;
  /** For the rule's `ValidationArguments`. */
  readonly constraints: unknown[];
  validate(value: unknown, args: ValidationArguments): unknown;
}

/** Whether a field is looked at, by the message that it is in. */
export type Condition = (message: object, value: unknown) => boolean;

/** The rules of one field. */
export interface FieldRules {
  readonly conditions: readonly Condition[];
  readonly rules: readonly Rule[];
  /** Whether what stands in it is a message with rules of its own. */
  readonly nested: boolean;
}

/**
 * The rules that class-validator keeps for a field; undefined when one of them is of a make that only class-validator
 * itself can hold a message to.
 * @throws Error for a rule that class-validator would leave out of a synchronous validation without a word
 */
export function compileRules(metadatas: readonly RuleMetadata[]): FieldRules | undefined {
  const conditions: Condition[] = [];
  const rules: Rule[] = [];
  let nested = false;
  for (const metadata of metadatas) {
    switch (metadata.type) {
      case ValidationTypes.CONDITIONAL_VALIDATION:
        conditions.push(...(metadata.constraints as Condition[]).slice(0, 1));
        break;
      case ValidationTypes.NESTED_VALIDATION:
        nested = true;
        break;
      case ValidationTypes.CUSTOM_VALIDATION: {
        const rule = compileRule(metadata);
        if (rule === undefined) return undefined;
        rules.push(rule);
        break;
      }
      case ValidationTypes.IS_DEFINED:
      case ValidationTypes.WHITELIST:
        return undefined;
      default:
        throw new Error(`${nameOf(metadata)} has a rule of the kind ${metadata.type}, which no message can be held to`);
    }
  }
  return { conditions, rules, nested };
}

function compileRule(metadata: RuleMetadata): Rule | undefined {
  const constraints = getMetadataStorage().getTargetValidatorConstraints(metadata.constraintCls);
  if (constraints.length === 0) throw new Error(`${nameOf(metadata)} has a rule without a validator`);
  if (constraints.some(({ async }) => async)) {
    throw new Error(`${nameOf(metadata)} has a rule that takes its time; parse answers at once`);
  }
  const [constraint] = constraints;
  if (constraint === undefined || constraints.length > 1 || metadata.validateIf !== undefined) return undefined;
  const { instance } = constraint;
  return {
    each: metadata.each,
    constraints: metadata.constraints as unknown[],
    validate: instance.validate.bind(instance),
  };
}

function nameOf({ target, propertyName }: RuleMetadata): string {
  return `${typeof target === 'function' ? target.name : target}.${propertyName}`;
}
