import { statfs } from 'node:fs/promises';
import { stsError } from '../../errors.js';

/** Left to everything else on the disk. */
const spareBytes = 64 * 1024 * 1024;

/** @throws DubbingError MODEL_DISK_FULL when so much does not fit beside what others may need meanwhile. */
export async function checkFreeSpace(folder: string, neededBytes: number): Promise<void> {
  if (neededBytes === 0) return;
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes + spareBytes) return;
  const inMb = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
  throw stsError('MODEL_DISK_FULL', `${inMb(neededBytes)} are needed in ${folder}, and ${inMb(freeBytes)} are free`, {
    source: folder,
  });
}
