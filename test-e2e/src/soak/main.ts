import { describeError, DubbingError, onTermination } from '@dubbing/common';
import { errorCodes } from '../errors.js';
import { readSoakArguments, soakUsage } from './arguments.js';
import { reportRows } from './report.js';
import { runSoak } from './run.js';

async function main(): Promise<void> {
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  const args = readSoakArguments(process.argv.slice(2));
  if (args === undefined) return print(soakUsage);
  const stop = new AbortController();
  const release = onTermination(() => stop.abort());
  try {
    const report = await runSoak(args, stop.signal, print);
    print(
      `\n${reportRows(report)
        .map(([title = '', fact = '']) => `${title.padEnd(44)}${fact}`)
        .join('\n')}\n`,
    );
    for (const aim of report.missed) print(`MISSED: ${aim}`);
    if (report.missed.length === 0) print('every aim is met');
    process.exitCode = report.missed.length === 0 ? 0 : 1;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.exitCode = 130;
  } finally {
    release();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`soak: ${describeError(error)}\n`);
  process.exitCode = error instanceof DubbingError && error.code === errorCodes.ARGUMENT_INVALID ? 2 : 1;
});
