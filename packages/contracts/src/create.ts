import { parse } from './parse.js';
import type { MessageClass } from './rules/shape.js';

/**
 * A message of one's own making, held to the same rules as a peer's: what would be refused
 * at the other end fails here, where the mistake is.
 * @throws ContractError
 */
export function create<T extends object>(messageClass: MessageClass<T>, fields: T): T {
  return parse(messageClass, fields);
}
