import { DubbingError, onTermination, toDubbingError, type ErrorInfoLike } from '@dubbing/common';
import { rotateRecord } from '../as-run/record-files.js';
import { errorCodes } from '../errors.js';
import { loadConfig } from '../config.js';
import { startWorkerProcess, type WorkerEnd } from '../streams/worker-process.js';
import type { WorkerStatus } from '../worker/messages.js';
import type { StreamSpec } from '../worker/stream-spec.js';
import { dubUsage, readDubArguments } from './dub-arguments.js';
import { progressLine, summaryLines } from './progress.js';

/** `npm run dub`: one input, dubbed by the same worker that the service runs. Exit codes: 0 done, 1 failed, 2 usage. */

const FAILED = 1;
const USAGE = 2;

async function main(): Promise<number> {
  let spec: StreamSpec | undefined;
  try {
    spec = readDubArguments(process.argv.slice(2), loadConfig([]));
  } catch (error) {
    complain(error);
    return USAGE;
  }
  if (spec === undefined) {
    process.stdout.write(dubUsage);
    return 0;
  }
  return runJob(spec);
}

async function runJob(spec: StreamSpec): Promise<number> {
  if (spec.asRun !== undefined) await rotateRecord(spec.asRun.file);
  let latest: WorkerStatus | undefined;
  const progress = new ProgressDisplay();
  const worker = startWorkerProcess(spec, (message) => {
    if (message.type !== 'status') return;
    latest = message.status;
    progress.show(progressLine(latest));
  });
  const stopListening = onTermination((signal) => worker.end(`received ${signal}`));
  const end = await worker.closed;
  stopListening();
  progress.finish();
  for (const line of latest === undefined ? [] : summaryLines(latest)) process.stdout.write(`${line}\n`);
  return verdict(end, latest);
}

function verdict(end: WorkerEnd, latest: WorkerStatus | undefined): number {
  if (end.kind !== 'ended') {
    complain(end.error);
    return FAILED;
  }
  const failed = latest?.outputs.find((output) => output.state === 'failed');
  if (failed !== undefined) {
    complain(
      failed.error ?? new DubbingError(errorCodes.OUTPUT_FAILED, `${failed.url} failed`, { source: failed.url }),
    );
    return FAILED;
  }
  const mute =
    latest?.languages.filter(({ spoken, fallbacks, failed: errors }) => spoken === 0 && fallbacks + errors > 0) ?? [];
  if (mute.length === 0) return 0;
  const names = mute.map(({ language }) => language).join(', ');
  complain(
    new DubbingError(errorCodes.DUB_SILENT, `speech was found, but none of it could be dubbed into ${names}`, {
      retryable: true,
    }),
  );
  return FAILED;
}

/** On a terminal one line that is written over; elsewhere a line every ten seconds. */
class ProgressDisplay {
  readonly #terminal = process.stderr.isTTY;
  #lastMs = 0;

  show(line: string): void {
    if (this.#terminal) process.stderr.write(`\r\u001b[K${line}`);
    else if (Date.now() - this.#lastMs >= 10_000) {
      this.#lastMs = Date.now();
      process.stderr.write(`${line}\n`);
    }
  }

  finish(): void {
    if (this.#terminal) process.stderr.write('\n');
  }
}

/** `error CODE field: message`. */
function complain(error: unknown): void {
  const { code, field, source, message } = isErrorInfo(error) ? error : toDubbingError(error).toJSON();
  const where = field ?? source;
  process.stderr.write(`error ${code}${where === undefined ? '' : ` ${where}`}: ${message}\n`);
}

function isErrorInfo(error: unknown): error is ErrorInfoLike {
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error;
}

process.exitCode = await main();
