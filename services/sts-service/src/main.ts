import { createLogger, describeError, onTermination, parseConfigArgument } from '@dubbing/common';
import { startApp } from './app.js';
import { loadConfig } from './config.js';
import { startEngineHost } from './engine-host/engine-host.js';
import { hostOptions } from './engine-host/host-options.js';
import type { EngineSource } from './engine-room.js';

/** Runs until SIGTERM or SIGINT. @throws when the service cannot start. */
async function main(): Promise<void> {
  const config = loadConfig(parseConfigArgument(process.argv.slice(2)));
  const logger = createLogger({ service: 'sts-service', level: config.logLevel });
  // A signal that comes while the service starts ends it as soon as it has started.
  const told = new Promise<NodeJS.Signals>((resolve) => {
    onTermination(resolve);
  });
  const startEngines = async (): Promise<EngineSource> => startEngineHost(hostOptions(config, logger));
  const app = await startApp({ config, logger, startEngines });
  logger.info('ending', { signal: await told });
  await app.close();
  logger.info('ended');
}

try {
  await main();
} catch (error) {
  process.stderr.write(`sts-service: ${describeError(error)}\n`);
  process.exitCode = 1;
}
