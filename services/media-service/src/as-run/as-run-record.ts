import type { FragmentRun, OutputRun } from '../media/as-run.js';
import { fragmentLine, outputLine, type LineContext } from './line.js';
import { LineWriter, type LineWriterOptions, type LineWriterStats } from './line-writer.js';

export interface AsRunRecordOptions extends LineWriterOptions {
  readonly streamId: string;
  readonly sourceLanguage: string;
  readonly bed: LineContext['bed'];
  readonly duckDepthDb: number;
}

/** The as-run record of one run of a worker: what was decided goes to the file in the order in which it was decided. */
export class AsRunRecord {
  readonly #context: LineContext;
  readonly #lines: LineWriter;
  readonly #now: () => number;

  constructor(options: AsRunRecordOptions) {
    const { streamId, sourceLanguage, bed, duckDepthDb } = options;
    this.#now = options.now ?? Date.now;
    this.#context = { streamId, sourceLanguage, session: this.#recordedAt(), bed, duckDepthDb };
    this.#lines = new LineWriter(options);
  }

  get stats(): LineWriterStats {
    return this.#lines.stats;
  }

  fragment(run: FragmentRun): void {
    this.#lines.write(fragmentLine(this.#context, run, this.#recordedAt()));
  }

  output(run: OutputRun): void {
    this.#lines.write(outputLine(this.#context, run, this.#recordedAt()));
  }

  /** Everything is written, as far as the disk takes it, when this resolves. Idempotent. */
  close(): Promise<void> {
    return this.#lines.close();
  }

  #recordedAt(): string {
    return new Date(this.#now()).toISOString();
  }
}
