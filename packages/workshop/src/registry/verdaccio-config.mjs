import { join } from 'node:path';

/**
 * The embedded registry: our scope only, no uplinks, reading is open unless asked otherwise (it listens on loopback), publishing
 * wants the user that {@link ./credentials.mjs} makes.
 *
 * @param {string} folder
 * @param {import('./settings.mjs').Readers} [readers]
 */
export function verdaccioConfig(folder, readers = 'all') {
  return {
    configPath: join(folder, 'config.yaml'),
    storage: join(folder, 'storage'),
    web: { enable: false },
    auth: { htpasswd: { file: join(folder, 'htpasswd'), max_users: 1 } },
    uplinks: {},
    packages: {
      '@dubbing/*': { access: `$${readers}`, publish: '$authenticated', unpublish: '$authenticated' },
    },
    middlewares: {},
    log: { type: 'stdout', format: 'pretty', level: 'http', colors: false },
  };
}
