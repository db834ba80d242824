import { describeError } from '@dubbing/common';
import { stsError } from '../../errors.js';

const full = new Set(['ENOSPC', 'EDQUOT']);

/** @throws DubbingError MODEL_DISK_FULL or MODEL_WRITE_FAILED naming the path, for what a step on the disk throws. */
export async function onDisk<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== undefined && full.has(code)) {
      throw stsError('MODEL_DISK_FULL', `the disk is full: ${path} cannot be written`, { source: path, cause });
    }
    throw stsError('MODEL_WRITE_FAILED', `${path} cannot be written: ${describeError(cause)}`, { source: path, cause });
  }
}
