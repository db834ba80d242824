import { Deferred, toDubbingError, type DubbingError } from '@dubbing/common';

import { errorCodes } from '../../errors.js';
import { bytesOf } from '../../media/bytes-of.js';
import { untilStuck } from '../../media/until-stuck.js';
import { beginPart } from './begin-part.js';
import { PartFile } from './part-file.js';
import { partName } from './part-name.js';

/** A hung disk must not keep a stream from ending: one that takes nothing for this long is left. */
const STUCK_MS = 3000;

export interface PartWriterOptions {
  readonly path: string;
  /** Whether a file that is there is written over. Otherwise the next free part is taken. */
  readonly overwrites: boolean;
}

/** One part of a recording, from the search for its name to its end. What is appended before it is open waits for it. */
export class PartWriter {
  readonly #options: PartWriterOptions;
  readonly #opened = new Deferred<void>();
  readonly #ended = new Deferred<DubbingError | undefined>();
  #part = 1;
  #file: PartFile | undefined;
  #opening: (readonly Buffer[])[] = [];
  #openingBytes = 0;
  #stopped = false;

  constructor(options: PartWriterOptions) {
    this.#options = options;
    void this.#run();
  }

  /** Resolves with what ended it, or undefined where it was stopped or finished. Never rejects. */
  get ended(): Promise<DubbingError | undefined> {
    return this.#ended.promise;
  }

  get isOpen(): boolean {
    return this.#file !== undefined;
  }

  /** Counted from 1. */
  get part(): number {
    return this.#part;
  }

  get waitingBytes(): number {
    return this.#openingBytes + (this.#file?.waitingBytes ?? 0);
  }

  get takenBytes(): number {
    return this.#file?.writtenBytes ?? 0;
  }

  append(parts: readonly Buffer[]): void {
    if (this.#stopped) return;
    if (this.#file !== undefined) this.#file.append(parts);
    else {
      this.#opening.push(parts);
      this.#openingBytes += bytesOf(parts);
    }
  }

  /**
   * Waits until everything is in the file, for as long as that moves on, and ends.
   * @param seal what is to be written over at last
   */
  async finish(seal?: (file: PartFile) => void): Promise<void> {
    const written = this.#opened.promise.then(async () => {
      const file = this.#file;
      if (file !== undefined) seal?.(file);
      await file?.settled();
    });
    await untilStuck(written, () => this.waitingBytes, STUCK_MS);
    this.stop();
  }

  /** May be called again. */
  stop(): void {
    this.#ended.resolve(undefined);
    this.#forgetOpening();
    if (this.#stopped) return;
    this.#stopped = true;
    this.#close();
  }

  async #run(): Promise<void> {
    const { path, overwrites } = this.#options;
    try {
      if (!overwrites) this.#part = await beginPart(path);
      const file = await PartFile.open(partName(path, this.#part));
      this.#file = file;
      void file.failed.then((error) => this.#ended.resolve(error));
      for (const parts of this.#opening) file.append(parts);
      this.#forgetOpening();
      if (this.#stopped) this.#close();
    } catch (error) {
      this.#ended.resolve(toDubbingError(error, errorCodes.OUTPUT_FAILED));
    } finally {
      this.#opened.resolve();
    }
  }

  #forgetOpening(): void {
    this.#opening = [];
    this.#openingBytes = 0;
  }

  #close(): void {
    const file = this.#file;
    this.#file = undefined;
    file?.close().catch((error: unknown) => this.#ended.resolve(toDubbingError(error, errorCodes.OUTPUT_FAILED)));
  }
}
