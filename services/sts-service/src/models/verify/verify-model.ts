import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError, throwIfAborted } from '@dubbing/common';
import type { ModelEntry } from '../catalogue/model-entry.js';
import { inspectFolder } from '../folder/inspect-folder.js';
import { readModelLock } from '../model-lock.js';
import { sha256OfFile } from '../hash-file.js';

export interface FileFault {
  readonly file: string;
  readonly fault: string;
}

export interface Verified {
  readonly faults: readonly FileFault[];
  /** Files whose every byte was held to a hash. */
  readonly filesChecked: number;
  /** What they were held to; `nothing` where there is neither a lock nor a pin. */
  readonly heldTo: 'lock' | 'catalogue' | 'nothing';
}

interface Expected {
  readonly path: string;
  readonly sha256: string;
  readonly bytes?: number;
}

/**
 * Reads every byte of a model and holds it to the lock of its pull, or, for a folder that was made by hand, to the pins
 * of the catalogue. The engine's needs are looked at in any case.
 * @throws the reason of the signal
 */
export async function verifyModel(
  folder: string,
  entry: ModelEntry | undefined,
  signal: AbortSignal,
): Promise<Verified> {
  const known = whatIsKnown(folder, entry);
  if ('fault' in known) return { faults: [known], filesChecked: 0, heldTo: 'lock' };
  const faults: FileFault[] = [];
  for (const expected of known.files) {
    const fault = await faultOf(join(folder, expected.path), expected, signal);
    if (fault !== undefined) faults.push({ file: expected.path, fault });
  }
  const inspection = inspectFolder(folder, entry);
  if ('reason' in inspection && faults.length === 0) faults.push({ file: folder, fault: inspection.reason });
  return { faults, filesChecked: known.files.length, heldTo: known.heldTo };
}

function whatIsKnown(
  folder: string,
  entry: ModelEntry | undefined,
): { readonly files: readonly Expected[]; readonly heldTo: Verified['heldTo'] } | FileFault {
  try {
    const lock = readModelLock(folder);
    if (lock !== undefined) return { files: lock.files, heldTo: 'lock' };
  } catch (error) {
    return { file: folder, fault: describeError(error) };
  }
  const files = (entry?.files ?? []).flatMap(({ path, sha256, bytes }) =>
    sha256 === undefined ? [] : [{ path, sha256, ...(bytes !== undefined && { bytes }) }],
  );
  return { files, heldTo: files.length === 0 ? 'nothing' : 'catalogue' };
}

async function faultOf(file: string, { bytes, sha256 }: Expected, signal: AbortSignal): Promise<string | undefined> {
  throwIfAborted(signal);
  try {
    const { size } = await stat(file);
    if (bytes !== undefined && size !== bytes) return `has ${size} bytes instead of ${bytes}`;
    const actual = await sha256OfFile(file, signal);
    return actual === sha256 ? undefined : `has the sha256 ${actual} instead of ${sha256}`;
  } catch (error) {
    throwIfAborted(signal);
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'is missing' : describeError(error);
  }
}
