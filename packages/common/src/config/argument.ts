import { ConfigError } from './config-error.js';

/**
 * The path after `--config` (or in `--config=PATH`) among the arguments of a programme,
 * `process.argv.slice(2)`. Undefined when it is not there. The last one counts.
 * @throws ConfigError when the path is missing.
 */
export function parseConfigArgument(argv: readonly string[]): string | undefined {
  let path: string | undefined;
  argv.forEach((argument, index) => {
    if (argument === '--config') path = argv[index + 1] ?? '';
    else if (argument.startsWith('--config=')) path = argument.slice('--config='.length);
    else return;
    if (path === '' || path.startsWith('--')) {
      throw new ConfigError([{ field: '--config', source: 'command line', message: 'needs the path of a YAML file' }]);
    }
  });
  return path;
}
