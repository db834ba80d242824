import { describeError, onTermination } from '@dubbing/common';
import { probeUsage, readProbeArguments } from './arguments.js';
import { reportTable } from './report/table.js';
import { runProbe } from './run.js';

const NO_FAULT = 0;
const FAULTS = 1;
const UNUSABLE = 2;

async function main(): Promise<number> {
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  const args = readProbeArguments(process.argv.slice(2));
  if (args === undefined) {
    print(probeUsage);
    return NO_FAULT;
  }
  const stop = new AbortController();
  const release = onTermination(() => stop.abort());
  try {
    const report = await runProbe(args, stop.signal);
    print(reportTable(report));
    return report.faults.some(({ severity }) => severity === 'error') ? FAULTS : NO_FAULT;
  } finally {
    release();
  }
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`probe: ${describeError(error)}\n`);
    process.exitCode = UNUSABLE;
  },
);
