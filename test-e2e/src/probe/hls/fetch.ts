import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { DubbingError } from '@dubbing/common';
import { errorCodes } from '../../errors.js';

/** A path becomes an address, so that playlists on the disk are read as those of a server are. */
export function addressOf(input: string): string {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(input) ? input : pathToFileURL(input).href;
}

/**
 * The bytes behind an address.
 * @param range bytes [from, to) of it
 * @throws DubbingError PROBE_INPUT_UNREACHABLE
 */
export async function fetchBytes(address: string, signal: AbortSignal, range?: [number, number]): Promise<Buffer> {
  if (address.startsWith('file:')) {
    const bytes = await readFile(fileURLToPath(address)).catch((cause: unknown) => {
      throw unreachable(address, cause instanceof Error ? cause.message : String(cause));
    });
    return range === undefined ? bytes : bytes.subarray(...range);
  }
  const headers: Record<string, string> = range === undefined ? {} : { range: `bytes=${range[0]}-${range[1] - 1}` };
  const response = await fetch(address, { signal, headers }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw unreachable(address, cause instanceof Error ? cause.message : String(cause));
  });
  if (!response.ok) throw unreachable(address, `status ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

function unreachable(address: string, reason: string): DubbingError {
  return new DubbingError(
    errorCodes.PROBE_INPUT_UNREACHABLE,
    `${new URL(address).pathname} cannot be read: ${reason}`,
    {
      source: address,
    },
  );
}
