import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { bytesOf } from '../media/bytes-of.js';

/** Some systems take no more than 1024 parts in one gathered write (IOV_MAX). */
const PARTS_PER_WRITE = 512;
/** Of a file that is not complete yet, or never will be. */
const DRAFT = '.draft';

/** The disk, as a rendition uses it. */
export interface Disk {
  /** Writes a file from its parts. It has its name once it is complete, and never before. */
  write(path: string, parts: readonly Buffer[]): Promise<void>;
  remove(path: string): Promise<void>;
  /** The names in a folder, which is made if it is missing. */
  list(folder: string): Promise<string[]>;
}

export const realDisk: Disk = {
  write: writeParts,
  remove: (path) => rm(path, { force: true }),
  list: async (folder) => {
    await mkdir(folder, { recursive: true });
    return readdir(folder);
  },
};

/** Writes a file from its parts without joining them. It has its name once it is complete, and never before. */
async function writeParts(path: string, parts: readonly Buffer[]): Promise<void> {
  await complete(path, async (draft) => {
    const file = await open(draft, 'w');
    try {
      for (let at = 0; at < parts.length; at += PARTS_PER_WRITE) {
        await writeAll(file, parts.slice(at, at + PARTS_PER_WRITE));
      }
    } finally {
      await file.close();
    }
  });
}

/** Replaces a text file in one step: a reader sees the old one or the new one, never half of one. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await complete(path, (draft) => writeFile(draft, text));
}

export function isDraft(name: string): boolean {
  return name.endsWith(DRAFT);
}

export function isDiskFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

async function complete(path: string, write: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${path}${DRAFT}`;
  try {
    await write(draft);
    await rename(draft, path);
  } catch (error) {
    // Half a file holds space that a full disk lacks.
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** A disk that fills up takes a part of a gathered write before it refuses one. */
async function writeAll(file: Awaited<ReturnType<typeof open>>, parts: readonly Buffer[]): Promise<void> {
  const total = bytesOf(parts);
  const { bytesWritten } = await file.writev(parts);
  if (bytesWritten < total) await file.writeFile(Buffer.concat(parts).subarray(bytesWritten));
}
