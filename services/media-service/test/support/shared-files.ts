import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../../../shared/', import.meta.url));

/** A file of the optional `shared` folder beside the repository, or undefined where it is absent. */
export function sharedFile(path: string): string | undefined {
  const full = `${ROOT}${path}`;
  return existsSync(full) ? full : undefined;
}
