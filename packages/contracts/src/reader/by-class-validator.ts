import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { ContractError, type ContractFault } from '../contract-error.js';
import { longestList, prune } from '../rules/prune.js';
import type { MessageClass } from '../rules/shape.js';

/**
 * What `parse` says, by the libraries that the decorators are of. They take several times as long as a `MessageReader`, and tell every
 * fault.
 * @throws ContractError
 */
export function parseByClassValidator<T extends object>(messageClass: MessageClass<T>, record: object): T {
  const cut: string[] = [];
  const message = plainToInstance(
    messageClass,
    prune(messageClass, record, (field) => cut.push(field)),
  );
  const errors = validateSync(message, {
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
  });
  if (errors.length > 0) throw new ContractError(errors.flatMap((error) => faultsOf(error, '')));
  // Where no rule bounds the list, or else a part of it would pass for the whole.
  if (cut.length > 0) {
    throw new ContractError(
      cut.map((field) => ({ field, message: `${field} must have at most ${longestList} items` })),
    );
  }
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
