import { open, type FileHandle } from 'node:fs/promises';
import { DubbingError, describeError, sleep } from '@dubbing/common';

import { errorCodes } from '../errors.js';
import type { ByteSource } from './byte-source.js';

/** A file that is read here, not by GStreamer. */
export interface FileSource {
  readonly path: string;
  /** A file that is still being written: its end is waited past for this long, in milliseconds. */
  readonly growsForMs?: number;
  /** Where a growing file is joined: at its first byte, or at its end. */
  readonly from?: 'start' | 'end';
}

const READ_BYTES = 256 * 1024;
/** Pieces as small as a datagram, so that media that is paced comes evenly. */
const PIECE_BYTES = 1316;
const POLL_MS = 50;

export function readFileBytes(file: FileSource): ByteSource {
  return new FileBytes(file);
}

class FileBytes implements ByteSource {
  readonly #file: FileSource;
  readonly #abort = new AbortController();

  constructor(file: FileSource) {
    this.#file = file;
  }

  async run(onBytes: (bytes: Buffer) => void | Promise<void>): Promise<void> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(this.#file.path, 'r');
      await this.#read(handle, onBytes);
    } catch (cause) {
      if (cause instanceof DubbingError) throw cause;
      throw new DubbingError(errorCodes.INPUT_UNREACHABLE, `the file cannot be read: ${describeError(cause)}`, {
        field: 'input',
        source: this.#file.path,
        retryable: true,
        cause,
      });
    } finally {
      await handle?.close();
    }
  }

  stop(): void {
    this.#abort.abort();
  }

  async #read(handle: FileHandle, onBytes: (bytes: Buffer) => void | Promise<void>): Promise<void> {
    const { growsForMs = 0, from = 'start' } = this.#file;
    const { signal } = this.#abort;
    let position = from === 'end' ? (await handle.stat()).size : 0;
    let idleSinceMs = performance.now();
    while (!signal.aborted) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES, position);
      if (bytesRead === 0) {
        if (performance.now() - idleSinceMs >= growsForMs) return;
        // A file system that is remote, or a container's, does not tell of changes; asking works on all.
        await sleep(POLL_MS, signal).catch(() => undefined);
        continue;
      }
      position += bytesRead;
      for (let at = 0; at < bytesRead && !signal.aborted; at += PIECE_BYTES) {
        const held = onBytes(buffer.subarray(at, Math.min(bytesRead, at + PIECE_BYTES)));
        if (held !== undefined) await held;
      }
      idleSinceMs = performance.now();
    }
  }
}
