import { writeFile } from 'node:fs/promises';
import { describeError, onTermination } from '@dubbing/common';
import { conformanceUsage, readConformanceArguments, type ConformanceArguments } from './arguments.js';
import type { CaseReport } from './case.js';
import { allCases } from './cases/all.js';
import { withOwnServer } from './own-server.js';
import { requireServer, runCases } from './run.js';
import { loadClips } from './sound.js';
import { lineOf, summaryOf } from './table.js';

const KEPT = 0;
const BROKEN = 1;
const UNUSABLE = 2;

const print = (text: string): void => void process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
  const args = readConformanceArguments(process.argv.slice(2), allCases);
  if (args === undefined) {
    print(conformanceUsage);
    return KEPT;
  }
  if (args.isListOnly) {
    for (const { name, section, promise } of args.cases) print(`§${section.padEnd(6)}${name.padEnd(36)}${promise}`);
    return KEPT;
  }
  const stop = new AbortController();
  const release = onTermination(() => stop.abort());
  try {
    const { url } = args;
    const run = (server: string): Promise<CaseReport[]> => holdToProtocol(server, args, stop.signal);
    const reports = await (url === undefined ? withOwnServer(stop.signal, run) : run(url));
    print(`\n${summaryOf(reports)}`);
    return reports.some(({ outcome }) => outcome === 'failed') ? BROKEN : KEPT;
  } finally {
    release();
  }
}

async function holdToProtocol(url: string, args: ConformanceArguments, signal: AbortSignal): Promise<CaseReport[]> {
  const { sourceLanguage, targetLanguages, cases, speechFile, jsonFile } = args;
  const subject = { url, sourceLanguage, targetLanguages, clips: await loadClips(speechFile) };
  await requireServer(subject, signal);
  print(
    `${url}, ${sourceLanguage} to ${targetLanguages.join(', ')}: ${cases.length} promises of docs/sts-protocol/v1.md\n`,
  );
  const reports = await runCases({ subject, cases, signal, onReport: (report) => print(lineOf(report)) });
  if (jsonFile !== undefined) {
    const report = { url, sourceLanguage, targetLanguages, document: 'docs/sts-protocol/v1.md', cases: reports };
    await writeFile(jsonFile, `${JSON.stringify(report, null, 2)}\n`);
  }
  return reports;
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`conformance: ${describeError(error)}\n`);
    process.exitCode = UNUSABLE;
  },
);
