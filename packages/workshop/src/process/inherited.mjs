import { constants } from 'node:os';
import { startChild } from './child.mjs';
import { Interrupted } from '../workshop-error.mjs';
import { withoutNpmRun } from './npm.mjs';

/**
 * Hands the terminal over to a program: it inherits the streams, gets each signal that we get, and its exit code is ours.
 * One that runs beside others has no terminal: what it writes is given to `output`.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, signal: AbortSignal, graceMs?: number, output?: (chunk: Buffer) => void }} options
 *   `graceMs`: how long after a forwarded signal the program may take to end (default 10,000).
 * @returns {Promise<number>} The exit code; 128 + n for a program that was ended by signal n.
 */
export async function runInherited(command, args, options) {
  options.signal.throwIfAborted();
  const owned = startChild(command, args, {
    cwd: options.cwd,
    env: { ...withoutNpmRun(process.env), ...options.env },
    stdio: options.output === undefined ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  if (options.output !== undefined) {
    owned.child.stdout?.on('data', options.output);
    owned.child.stderr?.on('data', options.output);
    // What it left behind would hold the pipes open, and so keep it from having ended.
    owned.child.once('exit', () => void endRest(owned));
  }

  /** @type {NodeJS.Timeout | undefined} */
  let lastResort;
  const onAbort = () => {
    const reason = /** @type {unknown} */ (options.signal.reason);
    owned.signalAll(reason instanceof Interrupted ? reason.signalName : 'SIGTERM');
    lastResort = setTimeout(() => void owned.stop(), options.graceMs ?? 10_000);
  };
  options.signal.addEventListener('abort', onAbort, { once: true });
  try {
    const { code, signalName } = await owned.ended;
    return code ?? 128 + (signalName === null ? 0 : constants.signals[signalName]);
  } finally {
    options.signal.removeEventListener('abort', onAbort);
    clearTimeout(lastResort);
    await endRest(owned);
  }
}

/**
 * Whatever the program left behind ends with it.
 * @param {import('./child.mjs').OwnedChild} owned
 */
async function endRest(owned) {
  owned.signalAll('SIGKILL');
  await owned.endLeftovers();
}
