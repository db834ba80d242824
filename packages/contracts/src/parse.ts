import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { ContractError, type ContractFault } from './contract-error.js';
import { isRecord, prune } from './rules/prune.js';
import type { MessageClass } from './rules/shape.js';

/**
 * The only door from `unknown` to a message. Fields that the class does not have are left
 * out, so that a newer peer can talk to an older one; wrong ones are refused. Binary fields
 * come out as Buffers on the same memory.
 * @throws ContractError with every fault, the first one's path in `field`.
 */
export function parse<T extends object>(messageClass: MessageClass<T>, value: unknown): T {
  if (!isRecord(value)) {
    throw new ContractError([{ field: '', message: `${messageClass.name} must be an object` }]);
  }
  const message = plainToInstance(messageClass, prune(messageClass, value));
  const errors = validateSync(message, {
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
  });
  if (errors.length > 0) throw new ContractError(errors.flatMap((error) => faultsOf(error, '')));
  return message;
}

function faultsOf(error: ValidationError, parent: string): ContractFault[] {
  const field = parent === '' ? error.property : `${parent}.${error.property}`;
  const [broken] = Object.values(error.constraints ?? {});
  // Rules speak of the bare property; in a nested message the whole path helps more.
  const message = broken?.replace(new RegExp(`^(each value in )?${error.property}\\b`), `$1${field}`);
  return [
    ...(message === undefined ? [] : [{ field, message }]),
    ...(error.children ?? []).flatMap((child) => faultsOf(child, field)),
  ];
}
