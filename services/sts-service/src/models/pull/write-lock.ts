import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelLock } from '../model-lock.js';
import { lockFileName } from '../own-names.js';
import { onDisk } from './disk-errors.js';
import { syncFolder } from './sync-folder.js';

/** Writes the lock of a folder so that it is there whole or not at all. @throws DubbingError MODEL_WRITE_FAILED */
export async function writeModelLock(folder: string, lock: ModelLock): Promise<void> {
  const file = join(folder, lockFileName);
  await onDisk(file, async () => {
    const temporary = `${file}.new`;
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(`${JSON.stringify(lock, undefined, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncFolder(folder);
  });
}
