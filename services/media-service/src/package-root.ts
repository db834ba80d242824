import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this service, wherever its compiled files lie in it. */
export const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

/** As `package.json` has it. */
export const packageVersion = (
  JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { readonly version: string }
).version;

function findRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('media-service is not inside its package');
  return findRoot(parent);
}
