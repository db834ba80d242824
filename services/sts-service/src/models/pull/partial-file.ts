import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { partialNoteSuffix, partialSuffix } from '../own-names.js';
import { onDisk } from './disk-errors.js';
import { syncFolder } from './sync-folder.js';

/** What a piece is a part of. */
export interface PartialNote {
  readonly repository: string;
  readonly from: string;
  readonly commit?: string;
  readonly sha256?: string;
  readonly gitSha1?: string;
  readonly bytes?: number;
  /** The tag of the answer that the piece came with. */
  readonly validator?: string;
}

/**
 * A file that is being written under a name of its own, beside a note of what it is. It takes its place when it is
 * complete. What a run before this one has left is gone on with if it is a part of the same file.
 */
export class PartialFile {
  readonly path: string;
  readonly #target: string;
  readonly #handle: FileHandle;
  #note: PartialNote;
  #hash: Hash;
  #bytes = 0;

  private constructor(target: string, handle: FileHandle, note: PartialNote) {
    this.#target = target;
    this.path = target + partialSuffix;
    this.#handle = handle;
    this.#note = note;
    this.#hash = createHash('sha256');
  }

  /** @throws DubbingError MODEL_DISK_FULL, MODEL_WRITE_FAILED */
  static async open(target: string, note: PartialNote): Promise<PartialFile> {
    const path = target + partialSuffix;
    return onDisk(path, async () => {
      await mkdir(dirname(target), { recursive: true });
      const before = await readNote(target);
      const same = before !== undefined && isSame(before, note);
      // Appending keeps the end right after the file was cut to nothing.
      const handle = await open(path, 'a+');
      const file = new PartialFile(target, handle, same ? { ...note, ...keptValidator(before) } : note);
      try {
        if (same) {
          await file.#readOn();
        } else {
          await handle.truncate(0);
          await file.#writeNote();
        }
      } catch (error) {
        await handle.close();
        throw error;
      }
      return file;
    });
  }

  /** So many bytes are there. */
  get bytes(): number {
    return this.#bytes;
  }

  get validator(): string | undefined {
    return this.#note.validator;
  }

  /** The tag of the answer that the following bytes come with. */
  async describe(validator: string | undefined): Promise<void> {
    if (validator === this.#note.validator) return;
    const { validator: _before, ...rest } = this.#note;
    this.#note = validator === undefined ? rest : { ...rest, validator };
    await onDisk(this.path, () => this.#writeNote());
  }

  async append(chunk: Uint8Array): Promise<void> {
    await onDisk(this.path, async () => {
      for (let written = 0; written < chunk.length;) {
        written += (await this.#handle.write(chunk, written)).bytesWritten;
      }
    });
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
  }

  async restart(): Promise<void> {
    if (this.#bytes === 0) return;
    await onDisk(this.path, () => this.#handle.truncate(0));
    this.#hash = createHash('sha256');
    this.#bytes = 0;
  }

  /** Of what is there. */
  sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Puts the file, which is complete, in its place. */
  async complete(): Promise<void> {
    await onDisk(this.#target, async () => {
      await this.#handle.sync();
      await this.#handle.close();
      await rename(this.path, this.#target);
      await rm(this.#target + partialNoteSuffix, { force: true });
      await syncFolder(dirname(this.#target));
    });
  }

  /** Leaves what is there for a later run. Idempotent. */
  async keep(): Promise<void> {
    await this.#handle.close();
  }

  async discard(): Promise<void> {
    await this.#handle.close();
    await rm(this.path, { force: true });
    await rm(this.#target + partialNoteSuffix, { force: true });
  }

  async #readOn(): Promise<void> {
    for await (const chunk of createReadStream(this.path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
      this.#hash.update(chunk);
      this.#bytes += chunk.length;
    }
  }

  async #writeNote(): Promise<void> {
    await writeFile(this.#target + partialNoteSuffix, `${JSON.stringify(this.#note)}\n`);
  }
}

async function readNote(target: string): Promise<PartialNote | undefined> {
  try {
    return JSON.parse(await readFile(target + partialNoteSuffix, 'utf8')) as PartialNote;
  } catch {
    return undefined;
  }
}

/** A hash tells for sure; without one the commit and the length must agree and the source must tell whether it changed. */
function isSame(before: PartialNote, now: PartialNote): boolean {
  if (now.sha256 !== undefined) return before.sha256 === now.sha256;
  if (now.gitSha1 !== undefined) return before.gitSha1 === now.gitSha1;
  return (
    before.validator !== undefined &&
    before.repository === now.repository &&
    before.from === now.from &&
    before.commit === now.commit &&
    before.bytes === now.bytes
  );
}

function keptValidator({ validator }: PartialNote): { readonly validator?: string } {
  return validator === undefined ? {} : { validator };
}
