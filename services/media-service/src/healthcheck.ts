import { describeError } from '@dubbing/common';
import { loadConfig } from './config.js';
import { askHealth, healthUrl } from './health/ask.js';

/**
 * For the health check of a container: asks the service that runs with the same configuration (environment, `--config`)
 * how it is, prints one line, and ends with 0 when it can do its work and with 1 when it cannot or does not answer.
 */
try {
  const config = loadConfig();
  if (config.port === 0) throw new Error('MEDIA_PORT is 0: nobody but the service knows its port');
  const { isWell, told } = await askHealth(healthUrl(config));
  process.stdout.write(`${told}\n`);
  process.exitCode = isWell ? 0 : 1;
} catch (error) {
  process.stdout.write(`${describeError(error).replaceAll(/\s+/g, ' ')}\n`);
  process.exitCode = 1;
}
