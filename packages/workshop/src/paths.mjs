import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** The root of the repository. */
export const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/**
 * Where everything lives that a set-up makes and that is not a build: stamps, logs, the registry's storage.
 * Removing the folder costs only time.
 */
export const cacheFolder = join(repositoryRoot, '.cache');

/** @param {...string} segments */
export const inRepository = (...segments) => join(repositoryRoot, ...segments);

/** @param {...string} segments */
export const inCache = (...segments) => join(cacheFolder, ...segments);

/** The folder the person typed the command in; `npm run` itself moves to the root of the repository. */
export const callersFolder = () => process.env['INIT_CWD'] ?? process.cwd();
