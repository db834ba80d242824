import { fileURLToPath } from 'node:url';

/** From `build/test/support` back to the sources: models are not compiled. With a slash at the end, as the hub's runtime wants it. */
export const testModels = fileURLToPath(new URL('../../../test/models/', import.meta.url));
