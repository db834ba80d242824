import {
  createLogger,
  Deferred,
  describeError,
  onTermination,
  parseConfigArgument,
  type Logger,
} from '@dubbing/common';
import { startApp } from './app.js';
import { loadConfig } from './config.js';
import { startEngineHost, type EngineHost } from './engine-host/engine-host.js';
import { hostOptions } from './engine-host/host-options.js';

/** Runs until SIGTERM or SIGINT; at SIGUSR2 it loads new models. @throws when the service cannot start. */
async function main(): Promise<void> {
  const config = loadConfig(parseConfigArgument(process.argv.slice(2)));
  const logger = createLogger({ service: 'sts-service', level: config.logLevel });
  // A signal that comes while the service starts ends it as soon as it has started.
  const told = new Promise<NodeJS.Signals>((resolve) => {
    onTermination(resolve);
  });
  const engines = new Deferred<EngineHost>();
  // Not by itself when a model has come: loading takes memory and time that a programme on air may need.
  process.on('SIGUSR2', () => void addModels(engines.promise, logger));
  const startEngines = async (): Promise<EngineHost> => {
    const host = await startEngineHost(hostOptions(config, logger));
    engines.resolve(host);
    return host;
  };
  const app = await startApp({ config, logger, startEngines });
  logger.info('ending', { signal: await told });
  await app.close();
  logger.info('ended');
}

async function addModels(engines: Promise<EngineHost>, logger: Logger): Promise<void> {
  try {
    const host = await engines;
    logger.info('new models', { models: await host.addModels() });
  } catch (error) {
    logger.warn('models could not be looked for', { error });
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`sts-service: ${describeError(error)}\n`);
  process.exitCode = 1;
}
