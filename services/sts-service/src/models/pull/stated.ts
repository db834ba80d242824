import { stsError } from '../../errors.js';
import type { CatalogueFile } from '../catalogue/model-entry.js';
import type { FileCheck } from '../model-lock.js';
import type { StatedFile } from './source.js';

/**
 * What a file is held to: the catalogue's pins, then what the source tells.
 * @throws DubbingError MODEL_FILE_WRONG when the two contradict each other, before anything is fetched
 */
export function heldTo(
  file: CatalogueFile,
  told: StatedFile,
): { readonly stated: StatedFile; readonly check: FileCheck } {
  contradiction(file, 'bytes', file.bytes, told.bytes);
  contradiction(file, 'sha256', file.sha256, told.sha256);
  const sha256 = file.sha256 ?? told.sha256;
  const bytes = file.bytes ?? told.bytes;
  // One hash is enough, and the sha256 is the stronger.
  const gitSha1 = sha256 === undefined ? told.gitSha1 : undefined;
  return {
    stated: {
      ...(bytes !== undefined && { bytes }),
      ...(sha256 !== undefined && { sha256 }),
      ...(gitSha1 !== undefined && { gitSha1 }),
    },
    check: checkOf(file, told),
  };
}

function checkOf(file: CatalogueFile, told: StatedFile): FileCheck {
  if (file.sha256 !== undefined) return 'catalogue';
  if (told.sha256 !== undefined) return 'hub';
  if (told.gitSha1 !== undefined) return 'hub-git';
  return (file.bytes ?? told.bytes) === undefined ? 'nothing' : 'size';
}

function contradiction(
  { from }: CatalogueFile,
  what: string,
  pinned: string | number | undefined,
  told: string | number | undefined,
): void {
  if (pinned === undefined || told === undefined || pinned === told) return;
  const message = `${from} should have the ${what} ${pinned} of the catalogue, but the hub has one with ${told}`;
  throw stsError('MODEL_FILE_WRONG', message, { source: from });
}
