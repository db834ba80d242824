import { removeRun } from './remains.js';

/**
 * `node keeper.js ID`: waits until its input ends, as it does when the process that holds the other end is gone, however it ended,
 * and clears away what the run has left. A run that was ended in order has left nothing.
 */
const [id = ''] = process.argv.slice(2);
process.stdin.resume().once('close', () => {
  removeRun(id).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  });
});
