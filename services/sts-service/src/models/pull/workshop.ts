import { copyFile, link, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LockedFile, ModelLock } from '../model-lock.js';
import { partialSuffix, pullsFolderName } from '../own-names.js';
import { onDisk } from './disk-errors.js';
import { filesIn } from './files-in.js';
import { gitSha1OfFile, sha256OfFile } from '../hash-file.js';
import type { StatedFile } from './source.js';
import { syncFolder } from './sync-folder.js';
import { writeModelLock } from './write-lock.js';

/**
 * The folder in which a model is put together. It lies in the models directory, so that the whole of it can be renamed
 * to its place in one step, and it stays when a pull is broken off.
 */
export class Workshop {
  readonly folder: string;
  /** Held while this process works on the model. */
  readonly turnFile: string;
  readonly #place: string;
  readonly #old: string;

  constructor(modelsDir: string, name: string) {
    const pulls = join(modelsDir, pullsFolderName);
    this.folder = join(pulls, name);
    this.turnFile = join(pulls, `${name}.turn`);
    this.#old = join(pulls, `${name}.old`);
    this.#place = join(modelsDir, name);
  }

  /** Mends what a run that was killed between two renames has left. To be called first, in turn. */
  async open(): Promise<void> {
    await onDisk(this.folder, async () => {
      await mkdir(this.folder, { recursive: true });
      const isThere = (await stat(this.#place).catch(() => undefined)) !== undefined;
      if (!isThere) await rename(this.#old, this.#place).catch(ignoreMissing);
      await rm(this.#old, { recursive: true, force: true });
    });
  }

  pathOf(path: string): string {
    return join(this.folder, path);
  }

  /** How many bytes of a file are on the disk already: here, complete or not, or in the model that is to be replaced. */
  async bytesOf(path: string): Promise<number> {
    const candidates = [this.pathOf(path), this.pathOf(path + partialSuffix), join(this.#place, path)];
    const sizes = candidates.map(async (name) => (await stat(name).catch(() => undefined))?.size ?? 0);
    return Math.max(...(await Promise.all(sizes)));
  }

  /**
   * The file if it is here already, or in the model that is to be replaced, and has the hash that it should have.
   * Without a hash there is no telling.
   */
  async reuse(
    path: string,
    stated: StatedFile,
    signal: AbortSignal,
  ): Promise<Pick<LockedFile, 'bytes' | 'sha256'> | undefined> {
    for (const candidate of [this.pathOf(path), join(this.#place, path)]) {
      const found = await matching(candidate, stated, signal);
      if (found === undefined) continue;
      if (candidate !== this.pathOf(path)) await this.#adopt(candidate, path);
      return found;
    }
    return undefined;
  }

  /** Puts the model in its place. A running engine keeps the files that it has open. */
  async install(lock: ModelLock): Promise<void> {
    await this.#sweep(lock);
    await writeModelLock(this.folder, lock);
    await onDisk(this.#place, async () => {
      await rename(this.#place, this.#old).catch(ignoreMissing);
      await rename(this.folder, this.#place);
      await syncFolder(dirname(this.#place));
      await rm(this.#old, { recursive: true, force: true });
    });
  }

  /** A catalogue that has changed since the pull began may have left files that are none of the model's. */
  async #sweep(lock: ModelLock): Promise<void> {
    const wanted = new Set(lock.files.map(({ path }) => path));
    for (const path of await filesIn(this.folder)) {
      if (!wanted.has(path)) await rm(this.pathOf(path), { force: true });
    }
  }

  async #adopt(from: string, path: string): Promise<void> {
    const target = this.pathOf(path);
    await onDisk(target, async () => {
      await mkdir(dirname(target), { recursive: true });
      await rm(target, { force: true });
      // Some file systems know no links.
      await link(from, target).catch(() => copyFile(from, target));
    });
  }
}

async function matching(
  file: string,
  stated: StatedFile,
  signal: AbortSignal,
): Promise<Pick<LockedFile, 'bytes' | 'sha256'> | undefined> {
  const info = await stat(file).catch(() => undefined);
  if (info?.isFile() !== true || (stated.bytes !== undefined && info.size !== stated.bytes)) return undefined;
  if (stated.sha256 === undefined && stated.gitSha1 === undefined) return undefined;
  const sha256 = await sha256OfFile(file, signal);
  const isRight =
    stated.sha256 === undefined ? (await gitSha1OfFile(file, signal)) === stated.gitSha1 : sha256 === stated.sha256;
  return isRight ? { bytes: info.size, sha256 } : undefined;
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
