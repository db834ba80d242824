import { fileURLToPath } from 'node:url';

/** Where the small models are, from `build/test/support`. */
export const modelsFolder = fileURLToPath(new URL('../../../test/models/', import.meta.url));

/** The folder of a small model of test/models. */
export function modelFolder(name: string): string {
  return `${modelsFolder}${name}`;
}
