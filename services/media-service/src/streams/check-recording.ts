import { mkdirSync, realpathSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DubbingError } from '@dubbing/common';
import { errorCodes } from '../errors.js';

/**
 * Whoever may call the API may write files: below one folder, and nowhere else, links included.
 * @param recordDir absent where nothing may be recorded
 * @param field of the request, for the error
 * @throws DubbingError ARGUMENT_INVALID
 */
export function checkRecording(url: string, recordDir: string | undefined, field: string): void {
  if (!/^file:/i.test(url)) return;
  const refused = (message: string): DubbingError => new DubbingError(errorCodes.ARGUMENT_INVALID, message, { field });
  if (recordDir === undefined) throw refused('this service records nothing: MEDIA_RECORD_DIR is not set');
  const path = pathOf(url);
  if (path === undefined) throw refused('the URL names no file of this machine');
  // The folder has to be there, or a missing one would let what is above it stand in its place.
  mkdirSync(recordDir, { recursive: true });
  const folder = realpathSync(recordDir);
  const isBelow = (each: string): boolean => each.startsWith(folder.endsWith(sep) ? folder : folder + sep);
  // As it is written, and where the part of it that is there really leads.
  const real = existing(dirname(path));
  const lexical = path.startsWith(resolve(recordDir) + sep) || isBelow(path);
  if (!lexical || (real !== folder && !isBelow(real))) {
    throw refused('recordings are written below the folder MEDIA_RECORD_DIR only');
  }
}

function pathOf(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}

/** The real path of the folder, or of the first one above it that is there. */
function existing(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    const above = dirname(folder);
    return above === folder ? folder : existing(above);
  }
}
