import { DubbingError, describeError, type Logger } from '@dubbing/common';
import { errorCodes } from '../errors.js';
import { expireRotated, openRecord, rotateRecord, type OpenRecord } from './record-files.js';

export interface LineWriterOptions {
  readonly file: string;
  /** A file that would grow beyond this is set aside. */
  readonly maxBytes: number;
  /** Files that were set aside are removed at this age. */
  readonly retentionMs: number;
  readonly logger: Logger;
  /** What may wait for the disk. Default 4 MiB, more than a thousand fragments. */
  readonly maxWaitingBytes?: number;
  /** How long after a failure it is tried again. Default 1000 ms. */
  readonly retryMs?: number;
  readonly open?: typeof openRecord;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export interface LineWriterStats {
  readonly written: number;
  /** Lines that were given up because too many waited for the disk. */
  readonly dropped: number;
  /** Attempts to write that failed. */
  readonly failures: number;
}

interface WaitingLine {
  readonly text: string;
  readonly bytes: number;
}

/** So much is written in one go. */
const BATCH_BYTES = 256 * 1024;
const SWEEP_INTERVAL_MS = 3_600_000;
/** A file spans at most this share of the retention, so that no line outlives it by more. */
const LONGEST_SPAN = 0.25;

/**
 * Appends lines to a file, off the caller's path: `write` never waits and never throws. Each write holds whole lines; what
 * a failed one left of them is taken off again, and they stay in the queue until there is space.
 */
export class LineWriter {
  readonly #options: LineWriterOptions;
  readonly #now: () => number;
  #waiting: WaitingLine[] = [];
  #waitingBytes = 0;
  #open: OpenRecord | undefined;
  #run: Promise<void> | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;
  #sweptMs = -Infinity;
  #failing = false;
  #written = 0;
  #dropped = 0;
  #failures = 0;

  constructor(options: LineWriterOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  get stats(): LineWriterStats {
    return { written: this.#written, dropped: this.#dropped, failures: this.#failures };
  }

  write(line: string): void {
    const text = `${line}\n`;
    const bytes = Buffer.byteLength(text);
    const limit = this.#options.maxWaitingBytes ?? 4 * 1024 * 1024;
    if (this.#closing !== undefined || this.#waitingBytes + bytes > limit) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push({ text, bytes });
    this.#waitingBytes += bytes;
    if (this.#retryTimer === undefined) this.#start();
  }

  /** Writes what waits, with one more attempt where the last one failed. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#run;
    clearTimeout(this.#retryTimer);
    this.#start();
    await this.#run;
    this.#dropped += this.#waiting.length;
    this.#waiting = [];
    await this.#open?.handle.close().catch(() => undefined);
    this.#open = undefined;
  }

  #start(): void {
    this.#run ??= this.#drain().finally(() => {
      this.#run = undefined;
    });
  }

  async #drain(): Promise<void> {
    try {
      while (this.#waiting.length > 0) await this.#append();
    } catch (error) {
      await this.#failed(error);
    }
  }

  async #append(): Promise<void> {
    const batch = this.#nextBatch();
    const bytes = batch.reduce((sum, line) => sum + line.bytes, 0);
    const target = await this.#ready(bytes);
    await target.handle.appendFile(batch.map((line) => line.text).join(''));
    target.size += bytes;
    this.#waiting.splice(0, batch.length);
    this.#waitingBytes -= bytes;
    this.#written += batch.length;
    if (!this.#failing) return;
    this.#failing = false;
    this.#options.logger.info('the as-run record is written again', { file: this.#options.file, ...this.stats });
  }

  /** At least one line. */
  #nextBatch(): WaitingLine[] {
    let count = 0;
    for (let bytes = 0; bytes < BATCH_BYTES && count < this.#waiting.length; count += 1) {
      bytes += this.#waiting[count]?.bytes ?? 0;
    }
    return this.#waiting.slice(0, count);
  }

  /** The open file, with room for so many bytes. */
  async #ready(bytes: number): Promise<OpenRecord> {
    const { file, maxBytes, retentionMs, logger } = this.#options;
    const nowMs = this.#now();
    this.#open ??= await (this.#options.open ?? openRecord)(file);
    const isFull = this.#open.size > 0 && this.#open.size + bytes > maxBytes;
    if (isFull || (this.#open.size > 0 && nowMs - this.#open.bornMs > retentionMs * LONGEST_SPAN)) {
      await this.#open.handle.close();
      this.#open = undefined;
      await rotateRecord(file);
      this.#open = await (this.#options.open ?? openRecord)(file);
      this.#sweptMs = -Infinity;
    }
    if (nowMs - this.#sweptMs > SWEEP_INTERVAL_MS) {
      this.#sweptMs = nowMs;
      await expireRotated(file, nowMs - retentionMs).catch((error: unknown) => {
        logger.warn('old as-run records were not removed', { file, error: describeError(error) });
      });
    }
    return this.#open;
  }

  async #failed(cause: unknown): Promise<void> {
    this.#failures += 1;
    const { file, logger, retryMs = 1000 } = this.#options;
    const target = this.#open;
    this.#open = undefined;
    // Part of the batch may be there. It is taken off, and written whole when there is space again.
    await target?.handle.truncate(target.size).catch(() => undefined);
    await target?.handle.close().catch(() => undefined);
    if (!this.#failing) {
      const message = `the as-run record cannot be written: ${describeError(cause)}`;
      const error = new DubbingError(errorCodes.AS_RUN_WRITE_FAILED, message, { source: file, retryable: true, cause });
      logger.error(message, { error });
    }
    this.#failing = true;
    if (this.#closing !== undefined) return;
    this.#retryTimer = setTimeout(() => {
      this.#retryTimer = undefined;
      this.#start();
    }, retryMs);
  }
}
