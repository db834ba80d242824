import { describeError, onTermination } from '@dubbing/common';
import { demoUsage, readDemoArguments } from './arguments.js';
import { runDemo } from './run.js';
import { summaryTable } from './table.js';

async function main(): Promise<void> {
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  const args = readDemoArguments(process.argv.slice(2));
  if (args === undefined) return print(demoUsage);
  const stop = new AbortController();
  const release = onTermination(() => stop.abort());
  try {
    const summary = await runDemo(args, stop.signal, print);
    // Without a time or a recording there was a person watching, and Ctrl-C is the ordinary end.
    const isJudged = args.seconds !== undefined || args.recordDir !== undefined;
    if (summary === undefined) return void (process.exitCode = args.seconds === undefined ? 0 : 130);
    print(`\n${summaryTable(summary)}\n`);
    for (const { language, problems } of summary.languages)
      problems.forEach((problem) => print(`${language}: ${problem}`));
    if (isJudged) process.exitCode = summary.ok ? 0 : 1;
  } finally {
    release();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`demo: ${describeError(error)}\n`);
  process.exitCode = 1;
});
