import { constants } from 'node:fs';
import { mkdir, open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DubbingError, describeError } from '@dubbing/common';

import { errorCodes } from '../../errors.js';
import { partName } from './part-name.js';

/** With less room than this a new part is not worth beginning. */
const ROOM_BYTES = 1024 * 1024;
const MOST_PARTS = 100_000;

/**
 * Makes the first part that is not there yet, and finds out whether there is room for more than its name.
 * @returns its number, from 1 on
 * @throws DubbingError OUTPUT_FAILED where there is no room, no folder or no right to write
 */
export async function beginPart(path: string): Promise<number> {
  try {
    await mkdir(dirname(path), { recursive: true });
    for (let part = 1; part < MOST_PARTS; part += 1) if (await beginFile(partName(path, part))) return part;
  } catch (error) {
    throw cannotWrite(error);
  }
  throw cannotWrite(new Error(`there are ${MOST_PARTS} parts already`));
}

export function cannotWrite(cause: unknown): DubbingError {
  return new DubbingError(errorCodes.OUTPUT_FAILED, `the file cannot be written: ${describeError(cause)}`, {
    retryable: true,
    cause,
  });
}

/** @returns false where there is such a file */
async function beginFile(name: string): Promise<boolean> {
  const handle = await open(name, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o644).catch(
    (error: unknown) => {
      if (isExists(error)) return undefined;
      throw error;
    },
  );
  if (handle === undefined) return false;
  try {
    await handle.writeFile(Buffer.alloc(ROOM_BYTES));
    await handle.truncate(0);
  } catch (error) {
    await unlink(name);
    throw error;
  } finally {
    await handle.close();
  }
  return true;
}

function isExists(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
