// node packages/workshop/src/main.mjs COMMAND [ARGUMENTS]: what the root's npm scripts call.
import { constants } from 'node:os';
import { commands } from './commands/table.mjs';
import { killAll } from './process/child.mjs';
import { Interrupted, WorkshopError } from './workshop-error.mjs';

// npm passes a Ctrl-C on that the terminal has sent to us as well: what comes that soon after the first is the same press.
// A second press ends everything at once.
const samePressMs = 1_000;

const controller = new AbortController();
let interruptedAt = 0;
for (const signalName of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signalName, () => {
    const now = performance.now();
    if (!controller.signal.aborted) {
      interruptedAt = now;
      controller.abort(new Interrupted(signalName));
    } else if (now - interruptedAt > samePressMs) {
      killAll();
    }
  });
}

process.exitCode = await main(process.argv.slice(2), controller.signal);

/**
 * @param {readonly string[]} argv
 * @param {AbortSignal} signal
 * @returns {Promise<number>}
 */
async function main([name = '', ...args], signal) {
  const command = commands[name];
  if (command === undefined) {
    process.stderr.write(`Unknown command "${name}". There are: ${Object.keys(commands).join(', ')}.\n`);
    return 2;
  }
  try {
    return await command(args, signal);
  } catch (error) {
    return report(signal.aborted ? signal.reason : error);
  }
}

/** @param {unknown} error */
function report(error) {
  if (error instanceof Interrupted) {
    process.stderr.write('\nEnded on request.\n');
    return 128 + constants.signals[error.signalName];
  }
  if (error instanceof WorkshopError) {
    process.stderr.write(`\n${error.message}\n${error.advice === undefined ? '' : `\n${error.advice}\n`}`);
  } else {
    process.stderr.write(`\n${error instanceof Error ? error.stack : String(error)}\n`);
  }
  return 1;
}
