import { parseArgs } from 'node:util';
import { DubbingError } from '@dubbing/common';
import { errorCodes } from '../errors.js';

export const soakUsage = `Usage: npm run soak -- [options]

Holds a stream under faults, one every few seconds: speech-to-speech killed, the network to it cut, the source dropped, an output
refused, the disk of a recording full. Tells memory slope, lost frames and silence beyond the source's.

  --minutes N   how long (default 60; at least 1)
  --seed N      order and length of the faults (default 1)
  --help

Exit code: 0 the aims are met, 1 one is missed, 2 the arguments cannot be used.
`;

export interface SoakArguments {
  minutes: number;
  seed: number;
}

/** @returns undefined when help was asked for. @throws DubbingError ARGUMENT_INVALID naming the option */
export function readSoakArguments(argv: readonly string[]): SoakArguments | undefined {
  const values = parse(argv);
  if (values.help === true) return undefined;
  return {
    minutes: values.minutes === undefined ? 60 : number('--minutes', values.minutes, 1, 10_080),
    seed: values.seed === undefined ? 1 : number('--seed', values.seed, 0, 2 ** 32 - 1),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        minutes: { type: 'string' },
        seed: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new DubbingError(errorCodes.ARGUMENT_INVALID, message, { cause });
  }
}

function number(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  const message = `${option} must be a whole number from ${min} to ${max}, not ${text}`;
  throw new DubbingError(errorCodes.ARGUMENT_INVALID, message, { field: option });
}
