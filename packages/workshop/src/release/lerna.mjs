import { inCache, inRepository } from '../paths.mjs';
import { runLogged } from '../process/logged.mjs';

/**
 * Runs Lerna in a folder that is the root of a repository for it.
 *
 * @param {readonly string[]} args
 * @param {import('../process/logged.mjs').LoggedOptions & { cwd: string }} options
 */
export const runLerna = (args, { env, ...options }) =>
  runLogged(process.execPath, [inRepository('node_modules/lerna/dist/cli.js'), ...args], {
    ...options,
    env: {
      NX_DAEMON: 'false',
      NX_WORKSPACE_ROOT_PATH: options.cwd,
      NX_CACHE_DIRECTORY: inCache('nx'),
      NX_WORKSPACE_DATA_DIRECTORY: inCache('nx'),
      CI: '1',
      ...env,
    },
  });
