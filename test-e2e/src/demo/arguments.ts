import { parseArgs } from 'node:util';
import { DubbingError } from '@dubbing/common';
import { resolvePath } from '../config.js';
import { errorCodes } from '../errors.js';
import { defaultPorts, type StackPorts } from '../stack/ports.js';

export const demoUsage = `Usage: npm run demo -- [options]

  --seconds N       run that long and end; without it, until Ctrl-C
  --record DIR      record each language as published (es.ts, ca.ts) and write summary.json
  --delay-ms N      programme delay, 2000 to 30000 (default 8000)
  --port N          port of the page, HLS and API (default ${defaultPorts.http})
  --sts-port N      port of sts-service (default ${defaultPorts.sts})
  --rtmp-port N     RTMP port of the media server (default ${defaultPorts.rtmp})
  --flv-port N      HTTP-FLV port of the media server (default ${defaultPorts.flv})
  --help
`;

export interface DemoArguments {
  seconds: number | undefined;
  recordDir: string | undefined;
  delayMs: number | undefined;
  ports: StackPorts;
}

/** Which option chooses which port, to be named when the port is taken. */
export const portOptions: Record<keyof StackPorts, string> = {
  http: '--port',
  sts: '--sts-port',
  rtmp: '--rtmp-port',
  flv: '--flv-port',
};

/** @returns undefined when help was asked for. @throws DubbingError ARGUMENT_INVALID naming the option */
export function readDemoArguments(argv: readonly string[]): DemoArguments | undefined {
  const values = parse(argv);
  if (values.help === true) return undefined;
  const seconds = values.seconds === undefined ? undefined : number('--seconds', values.seconds, 10, 86_400);
  const delayMs =
    values['delay-ms'] === undefined ? undefined : number('--delay-ms', values['delay-ms'], 2_000, 30_000);
  const port = (name: keyof StackPorts, value: string | undefined): number =>
    value === undefined ? defaultPorts[name] : number(portOptions[name], value, 1, 65_535);
  return {
    seconds,
    delayMs,
    recordDir: values.record === undefined ? undefined : resolvePath(values.record),
    ports: {
      http: port('http', values.port),
      sts: port('sts', values['sts-port']),
      rtmp: port('rtmp', values['rtmp-port']),
      flv: port('flv', values['flv-port']),
    },
  };
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...argv],
      options: {
        seconds: text,
        record: text,
        'delay-ms': text,
        port: text,
        'sts-port': text,
        'rtmp-port': text,
        'flv-port': text,
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (cause) {
    throw new DubbingError(errorCodes.ARGUMENT_INVALID, cause instanceof Error ? cause.message : String(cause), {
      cause,
    });
  }
}

function number(option: string, value: string, min: number, max: number): number {
  const result = Number(value);
  if (Number.isInteger(result) && result >= min && result <= max) return result;
  throw new DubbingError(
    errorCodes.ARGUMENT_INVALID,
    `${option} must be a whole number from ${min} to ${max}, not ${value}`,
    { field: option },
  );
}
