import { DubbingError, onTermination, parseConfigArgument } from '@dubbing/common';
import { loadConfig, modelsDirOf } from '../../config.js';
import { readModelsArguments } from './arguments.js';
import { exitCodeOf } from './exit-codes.js';
import { complain, runModelsCommand } from './run.js';
import type { Terminal } from './terminal.js';

/** `npm run models`. What has come is kept when it is interrupted, and the next pull goes on from there. */
const terminal: Terminal = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  isTty: process.stderr.isTTY,
};

const interrupted = new AbortController();
const stopListening = onTermination((signal) => {
  interrupted.abort(new DubbingError('ABORTED', `interrupted by ${signal}`));
});

try {
  const argv = process.argv.slice(2);
  const command = readModelsArguments(argv);
  const config = loadConfig(parseConfigArgument(argv));
  const modelsDir = modelsDirOf(config);
  process.exitCode = await runModelsCommand(command, {
    config: { ...config, modelsDir },
    terminal,
    signal: interrupted.signal,
  });
} catch (error) {
  complain(error, terminal);
  process.exitCode = exitCodeOf(error);
} finally {
  stopListening();
}
