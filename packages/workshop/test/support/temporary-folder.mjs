import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Gives `work` a folder with these files and removes it afterwards.
 *
 * @template T
 * @param {Readonly<Record<string, string>>} files Path → text.
 * @param {(folder: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withFiles(files, work) {
  const folder = await mkdtemp(join(tmpdir(), 'dubbing-workshop-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
