import { open, rename, writeFile } from 'node:fs/promises';

/** Some systems take no more than 1024 parts in one gathered write (IOV_MAX). */
const PARTS_PER_WRITE = 512;

/** Writes a segment from its parts without joining them. */
export async function writeParts(path: string, parts: readonly Buffer[]): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (let at = 0; at < parts.length; at += PARTS_PER_WRITE) {
      await file.writev(parts.slice(at, at + PARTS_PER_WRITE));
    }
  } finally {
    await file.close();
  }
}

/** Replaces a playlist in one step: a reader sees the old one or the new one, never half of one. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.draft`;
  await writeFile(draft, text);
  await rename(draft, path);
}
