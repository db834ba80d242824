import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stsError } from '../../errors.js';
import { readModelLock, type ModelLock } from '../model-lock.js';
import type { ModelSource, OpenOptions, OpenedFile, StatedFile, StatedModel, WantedModel } from './source.js';

const pointerStart = 'version https://git-lfs.github.com/spec';
const longestPointerBytes = 1024;

/** Where a model lies in the folder, and the lock that tells what its files are. */
interface Found {
  readonly pathOf: (from: string) => string;
  readonly lock?: ModelLock;
}

/**
 * A folder as a hub, for machines without a network: another models directory (`NAME/`), clones of repositories
 * (`OWNER/NAME/`), or a mirror of the hub's addresses (`OWNER/NAME/resolve/REVISION/`).
 */
export class FolderSource implements ModelSource {
  readonly place: string;
  readonly #folder: string;

  /** @param url with the scheme `file` */
  constructor(url: string) {
    this.#folder = fileURLToPath(url);
    this.place = new URL(url).href.replace(/\/$/, '');
  }

  async state(model: WantedModel): Promise<StatedModel> {
    const found = await this.#find(model);
    const files = new Map<string, StatedFile>();
    for (const { from } of model.files) {
      const path = found.pathOf(from);
      const info = await stat(path).catch((cause: unknown) => {
        throw missing(path, cause);
      });
      if (await isPointer(path, info.size)) {
        throw stsError('MODEL_FILE_WRONG', `${path} is a pointer of Git LFS, not the file: run git lfs pull there`, {
          source: path,
        });
      }
      const sha256 = found.lock?.files.find((file) => file.from === from)?.sha256;
      files.set(from, { bytes: info.size, ...(sha256 !== undefined && { sha256 }) });
    }
    return { files, ...(found.lock?.commit !== undefined && { commit: found.lock.commit }) };
  }

  async open(model: WantedModel, _commit: string | undefined, from: string, options: OpenOptions): Promise<OpenedFile> {
    const { pathOf } = await this.#find(model);
    const path = pathOf(from);
    const offset = options.checked ? options.offset : 0;
    const info = await stat(path).catch((cause: unknown) => {
      throw missing(path, cause);
    });
    const stream = createReadStream(path, { start: offset, signal: options.signal, highWaterMark: 1 << 20 });
    return {
      offset,
      totalBytes: info.size,
      bytes: stream as AsyncIterable<Uint8Array>,
      close: async () => {
        stream.destroy();
      },
    };
  }

  async #find(model: WantedModel): Promise<Found> {
    const own = join(this.#folder, model.name);
    const lock = readModelLock(own);
    const paths = new Map(model.files.map(({ path, from }) => [from, path]));
    const asPulled: Found = {
      pathOf: (from) => join(own, paths.get(from) ?? from),
      // Another catalogue's model of the same name is another model.
      ...(lock?.repository === model.repository && { lock }),
    };
    const clone = join(this.#folder, model.repository);
    const mirror = join(clone, 'resolve', model.revision);
    const candidates: Found[] = [
      asPulled,
      { pathOf: (from) => join(mirror, from) },
      { pathOf: (from) => join(clone, from) },
    ];
    const first = model.files[0]?.from ?? '';
    for (const candidate of candidates) {
      const info = await stat(candidate.pathOf(first)).catch(() => undefined);
      if (info?.isFile() === true) return candidate;
    }
    throw missing(candidates.map(({ pathOf }) => pathOf(first)).join(', nor '));
  }
}

async function isPointer(path: string, bytes: number): Promise<boolean> {
  if (bytes > longestPointerBytes) return false;
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(pointerStart.length), 0, pointerStart.length, 0);
    return buffer.toString('latin1', 0, bytesRead) === pointerStart;
  } finally {
    await file.close();
  }
}

function missing(path: string, cause?: unknown): Error {
  return stsError('MODEL_HUB_NOT_FOUND', `there is no file ${path}`, { source: path, cause });
}
