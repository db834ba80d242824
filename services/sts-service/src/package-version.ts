import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Found through `imports` of package.json, from the build and the tests alike.
const manifest = readFileSync(fileURLToPath(import.meta.resolve('#package')), 'utf8');

/** As `package.json` has it. */
export const packageVersion = (JSON.parse(manifest) as { readonly version: string }).version;
