import { ConfigError, DubbingError, describeError } from '@dubbing/common';
import { startApp, type App } from './app.js';
import { loadConfig } from './config.js';
import { Wishes } from './ending.js';

function fail(error: unknown): void {
  const line =
    error instanceof DubbingError
      ? `error ${error.code}${error.field === undefined ? '' : ` ${error.field}`}: ${error.message}`
      : describeError(error);
  process.stderr.write(`${line}\n`);
  process.exitCode = error instanceof ConfigError ? 2 : 1;
}

/** Listens from the start: what comes while the service starts counts as soon as it has started. */
function obey(starting: Promise<App>): void {
  const wishes = new Wishes();
  const listen = (signal: NodeJS.Signals): void => {
    const wish = wishes.read(signal);
    if (wish === undefined) return;
    if (wish === 'die') process.exit(1);
    // A start that failed is told below, and nothing runs then.
    starting.then((app) => (wish === 'drain' ? app.drain() : app.close()).catch(fail)).catch(() => undefined);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, listen);
}

/**
 * `npm start`: runs the service until SIGTERM or SIGINT. Exit codes: 0 ended as asked, 1 failed, or ended without waiting
 * for anything, 2 bad configuration.
 */
try {
  const starting = startApp({ config: loadConfig() });
  obey(starting);
  await starting;
} catch (error) {
  fail(error);
}
