import { ContractError } from './contract-error.js';
import { parseByClassValidator } from './reader/by-class-validator.js';
import { readerOf } from './reader/compile.js';
import { isRecord } from './rules/foreign.js';
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
  const message = readerOf(messageClass)?.read(value) as T | undefined;
  // The reader knows a good message when it sees one; what is wrong with another is told by the rules' own library.
  return message ?? parseByClassValidator(messageClass, value);
}
