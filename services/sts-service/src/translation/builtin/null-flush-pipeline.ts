import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { Deferred, abortError, onAbort, throwIfAborted } from '@dubbing/common';
import { stsError } from '../../errors.js';

/**
 * An empty superblank before the null character: the analyser holds back what could still be
 * continued, the full stop among it, until it sees something that is no text.
 */
const endOfRequest = '[][\n]\0';
const endOfAnswer = '[][\n]';

/** The end of what the programs wrote to the standard error, in characters. */
const keptErrorLength = 500;

type PipelineProcess = ChildProcessByStdio<Writable, Readable, Readable>;

/**
 * A shell pipeline that stays running and answers one text after another, each ended by a null
 * character. One request at a time. A pipeline that dies, or that is given up in the middle of an
 * answer, is started again by the next request.
 */
export class NullFlushPipeline {
  readonly #command: string;
  readonly #source: string;
  #process: PipelineProcess | undefined;
  #waiting: Deferred<string> | undefined;
  #received = '';
  #stderr = '';
  #starts = 0;
  #closed = false;

  /** @param source names the engine in errors. */
  constructor(command: string, source: string) {
    this.#command = command;
    this.#source = source;
  }

  /** How often it was started after the first time. */
  get restarts(): number {
    return Math.max(0, this.#starts - 1);
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /**
   * @param text in the stream format, without null characters.
   * @throws DubbingError ENGINE_CRASHED when the pipeline dies, or the abort reason.
   */
  async ask(text: string, signal: AbortSignal): Promise<string> {
    throwIfAborted(signal);
    if (this.#closed) throw stsError('SHUTTING_DOWN', `${this.#source} is closed`, { source: this.#source });
    const child = (this.#process ??= this.#start());
    const answer = new Deferred<string>();
    this.#waiting = answer;
    // Its answer would still come and be taken for the next one's; only a new pipeline is clean.
    const forget = onAbort(signal, () => {
      this.#discard(child);
      answer.reject(abortError(signal));
    });
    child.stdin.write(text + endOfRequest);
    try {
      return await answer.promise;
    } finally {
      forget();
      this.#waiting = undefined;
    }
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    const child = this.#process;
    if (child === undefined) return;
    const gone = new Promise((resolve) => child.once('close', resolve));
    this.#discard(child);
    await gone;
  }

  #start(): PipelineProcess {
    this.#starts += 1;
    this.#received = '';
    this.#stderr = '';
    // A process group of its own, so that all programs of the pipeline can be ended together.
    const child = spawn('sh', ['-c', this.#command], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    child.stdout.setEncoding('utf8').on('data', (data: string) => {
      if (child === this.#process) this.#onData(data);
    });
    child.stderr.setEncoding('utf8').on('data', (data: string) => {
      this.#stderr = (this.#stderr + data).slice(-keptErrorLength);
    });
    // Writing to a pipeline that just died; its end is told by `close`.
    child.stdin.on('error', () => {});
    child.once('error', (error) => {
      this.#onEnd(child, error.message);
    });
    child.once('close', (code, signal) => {
      this.#onEnd(child, `${signal ?? `code ${String(code)}`} ${this.#stderr}`.trim());
    });
    return child;
  }

  #onData(data: string): void {
    this.#received += data;
    const end = this.#received.indexOf('\0');
    if (end === -1) return;
    const answer = this.#received.slice(0, end);
    this.#received = this.#received.slice(end + 1);
    this.#waiting?.resolve(answer.replace(endOfAnswer, ''));
  }

  #onEnd(child: PipelineProcess, how: string): void {
    if (child !== this.#process) return;
    this.#discard(child);
    this.#waiting?.reject(stsError('ENGINE_CRASHED', `${this.#source} ended: ${how}`, { source: this.#source }));
  }

  #discard(child: PipelineProcess): void {
    if (child === this.#process) this.#process = undefined;
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // The whole group is gone already.
    }
  }
}
