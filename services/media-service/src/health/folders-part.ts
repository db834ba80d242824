import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { HealthPart } from './health.js';

/**
 * Whether the folders that the service writes to can be written by the user that it runs as: a volume of a container often
 * belongs to somebody else. Without them streams are on the air, and what should lie there is missing.
 *
 * @param folders what is written, and where; a folder that is not there yet is made in the one above
 */
export function foldersPart(folders: Readonly<Record<string, string | undefined>>): HealthPart {
  return {
    name: 'folders',
    needed: false,
    health: () => {
      const problems = Object.entries(folders).flatMap(([name, folder]) => {
        const reason = folder === undefined ? undefined : whyNotWritable(folder);
        return reason === undefined ? [] : [`${name}: ${folder} cannot be written (${reason})`];
      });
      return problems.length === 0 ? { status: 'ok' } : { status: 'degraded', problem: problems.join('; ') };
    },
  };
}

function whyNotWritable(folder: string): string | undefined {
  let there = folder;
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
  try {
    accessSync(there, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code ?? String(error);
  }
}
