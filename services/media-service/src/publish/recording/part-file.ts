import { open, type FileHandle } from 'node:fs/promises';
import { Deferred, type DubbingError } from '@dubbing/common';

import { bytesOf } from '../../media/bytes-of.js';
import { cannotWrite } from './begin-part.js';

/** Some systems take no more than 1024 parts in one gathered write (IOV_MAX). */
const PARTS_PER_WRITE = 512;

/**
 * A file that is written piece after piece, each of which is there as a whole or not at all: what a full disk took of one is taken
 * back. Writing never waits.
 */
export class PartFile {
  readonly #handle: FileHandle;
  readonly #failed = new Deferred<DubbingError>();
  #tail: Promise<void> = Promise.resolve();
  #bytes = 0;
  #waitingBytes = 0;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** @throws DubbingError OUTPUT_FAILED */
  static async open(path: string): Promise<PartFile> {
    try {
      return new PartFile(await open(path, 'w'));
    } catch (error) {
      throw cannotWrite(error);
    }
  }

  /** Resolves with the first fault; nothing is written after it. Never rejects. */
  get failed(): Promise<DubbingError> {
    return this.#failed.promise;
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  get writtenBytes(): number {
    return this.#bytes;
  }

  append(parts: readonly Buffer[]): void {
    const bytes = bytesOf(parts);
    this.#waitingBytes += bytes;
    this.#then(async () => {
      try {
        await this.#write(parts);
        this.#bytes += bytes;
      } catch (error) {
        await this.#handle.truncate(this.#bytes).catch(() => undefined);
        throw error;
      } finally {
        this.#waitingBytes -= bytes;
      }
    });
  }

  /** Writes over what was there. */
  patch(bytes: Buffer, at: number): void {
    this.#then(async () => {
      await this.#handle.write(bytes, 0, bytes.length, at);
    });
  }

  /** Resolves when what was given is in the file, or never will be. */
  settled(): Promise<void> {
    return this.#tail;
  }

  async close(): Promise<void> {
    await this.#tail;
    await this.#handle.close();
  }

  #then(work: () => Promise<void>): void {
    this.#tail = this.#tail.then(async () => {
      if (this.#failed.settled) return;
      try {
        await work();
      } catch (error) {
        this.#failed.resolve(cannotWrite(error));
      }
    });
  }

  /** A disk that fills up takes a part of a gathered write before it refuses one. */
  async #write(parts: readonly Buffer[]): Promise<void> {
    let at = this.#bytes;
    for (let from = 0; from < parts.length; from += PARTS_PER_WRITE) {
      const group = parts.slice(from, from + PARTS_PER_WRITE);
      const bytes = bytesOf(group);
      const { bytesWritten } = await this.#handle.writev(group, at);
      const left = Buffer.concat(bytesWritten < bytes ? group : []).subarray(bytesWritten);
      for (let done = 0; done < left.length;) {
        done += (await this.#handle.write(left, done, left.length - done, at + bytesWritten + done)).bytesWritten;
      }
      at += bytes;
    }
  }
}
