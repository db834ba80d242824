import { join } from 'node:path';

/**
 * The embedded registry: our scope only, no uplinks, reading is open (it listens on loopback), publishing wants the user
 * that {@link ./credentials.mjs} makes.
 *
 * @param {string} folder
 */
export function verdaccioConfig(folder) {
  return {
    configPath: join(folder, 'config.yaml'),
    storage: join(folder, 'storage'),
    web: { enable: false },
    auth: { htpasswd: { file: join(folder, 'htpasswd'), max_users: 1 } },
    uplinks: {},
    packages: {
      '@dubbing/*': { access: '$all', publish: '$authenticated', unpublish: '$authenticated' },
    },
    middlewares: {},
    log: { type: 'stdout', format: 'pretty', level: 'http', colors: false },
  };
}
