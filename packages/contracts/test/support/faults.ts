import { parse, ContractError } from '../../src/index.js';
import type { MessageClass } from '../../src/rules/shape.js';

/** The error that `action` throws; fails the test when it is no ContractError. */
export function contractErrorOf(action: () => unknown): ContractError {
  try {
    action();
  } catch (error) {
    if (error instanceof ContractError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

/** The fields that `parse` complains of. */
export function faultyFields(messageClass: MessageClass, value: unknown): string[] {
  return contractErrorOf(() => parse(messageClass, value)).faults.map((fault) => fault.field);
}
