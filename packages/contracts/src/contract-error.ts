import { DubbingError } from '@dubbing/common';
import { contractErrorCodes } from './error-codes.js';

export interface ContractFault {
  /** Dotted path of the field, such as `dubs.0.durationMs`; empty for the message itself. */
  readonly field: string;
  readonly message: string;
}

/** A message that breaks its contract. `field` is the first fault's; `faults` has them all. */
export class ContractError extends DubbingError {
  readonly faults: readonly ContractFault[];

  constructor(faults: readonly ContractFault[], code: string = contractErrorCodes.CONTRACT_INVALID) {
    super(code, summarize(faults), { field: faults[0]?.field });
    this.faults = faults;
  }
}

/** A message that is wrong throughout needs no more words than these. */
const mostInMessage = 8;

function summarize(faults: readonly ContractFault[]): string {
  const told = faults.slice(0, mostInMessage).map((fault) => fault.message);
  const left = faults.length - told.length;
  return told.join('; ') + (left > 0 ? `; and ${left} more` : '');
}
