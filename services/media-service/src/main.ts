import { ConfigError, DubbingError, describeError, onTermination } from '@dubbing/common';
import { startApp } from './app.js';
import { loadConfig } from './config.js';

/** `npm start`: runs the service until SIGTERM or SIGINT. Exit codes: 0 ended as asked, 1 failed, 2 bad configuration. */
try {
  const app = await startApp({ config: loadConfig() });
  onTermination(() => {
    app.close().catch((error: unknown) => {
      process.stderr.write(`${describeError(error)}\n`);
      process.exitCode = 1;
    });
  });
} catch (error) {
  const line =
    error instanceof DubbingError
      ? `error ${error.code}${error.field === undefined ? '' : ` ${error.field}`}: ${error.message}`
      : describeError(error);
  process.stderr.write(`${line}\n`);
  process.exitCode = error instanceof ConfigError ? 2 : 1;
}
