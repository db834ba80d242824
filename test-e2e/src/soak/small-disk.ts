import { execFile } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A disk of its own in memory that can be filled, so that no real one has to be. */
export class SmallDisk {
  private constructor(readonly path: string) {}

  /** @returns undefined where this user may not mount */
  static async mount(path: string, mebibytes: number): Promise<SmallDisk | undefined> {
    await mkdir(path, { recursive: true });
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', path]);
      return new SmallDisk(path);
    } catch {
      return undefined;
    }
  }

  /** Takes all that is left. */
  async fill(): Promise<void> {
    const ballast = await open(this.#ballast, 'w');
    const block = Buffer.alloc(1 << 20);
    try {
      for (let size = block.length; size >= 1;) {
        const isFull = await ballast.write(block, 0, size).then(
          ({ bytesWritten }) => bytesWritten < size,
          () => true,
        );
        if (isFull) size = Math.floor(size / 16);
      }
    } finally {
      await ballast.close();
    }
  }

  async free(): Promise<void> {
    await rm(this.#ballast, { force: true });
  }

  async unmount(): Promise<void> {
    // Lazily: a recording may still be closing.
    await run('umount', ['-l', this.path]).catch(() => undefined);
  }

  get #ballast(): string {
    return join(this.path, 'ballast');
  }
}
