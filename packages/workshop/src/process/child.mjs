import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { WorkshopError } from '../workshop-error.mjs';
import { endMarked, markName } from './leftovers.mjs';

/**
 * How a child ended: with an exit code, or by a signal.
 * @typedef {{ code: number | null, signalName: NodeJS.Signals | null }} Ending
 *
 * @typedef {object} OwnedChild
 * @property {import('node:child_process').ChildProcess} child
 * @property {Promise<Ending>} ended Rejects only when the program could not be started.
 * @property {(signalName: NodeJS.Signals) => void} signalAll Sends a signal to the child and to everything it started.
 * @property {(graceMs?: number) => Promise<void>} stop SIGTERM to all, SIGKILL to whatever is left after `graceMs`. Idempotent.
 * @property {() => Promise<void>} endLeftovers Ends what it left behind when it ended, even what it had detached.
 */

const defaultGraceMs = 8_000;

/** @type {Set<OwnedChild>} */
const running = new Set();

/** The last resort, for a person who will not wait for an orderly end. */
export const killAll = () => running.forEach(({ signalAll }) => signalAll('SIGKILL'));

/**
 * Starts a program at the head of a process group of its own, so that what it starts can be ended with it.
 * A terminal's Ctrl-C does not reach that group by itself: whoever owns the child passes the signal on, exactly once.
 *
 * With `ownGroup: false` the program stays in ours and on our terminal: for sudo, whose password is valid for one
 * terminal only, and which the terminal's Ctrl-C reaches where our signals may not.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions & { ownGroup?: boolean }} [options]
 * @returns {OwnedChild}
 */
export function startChild(command, args, { ownGroup = true, ...options } = {}) {
  const mark = randomUUID();
  const env = options.env ?? process.env;
  // A workshop may run inside a workshop (its tests do): the outer one's mark stays.
  const marks = [env[markName], mark].filter((each) => each !== undefined).join(',');
  const child = spawn(command, args, { ...options, env: { ...env, [markName]: marks }, detached: ownGroup });

  /** @type {Promise<Ending>} */
  const ended = new Promise((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new WorkshopError(`Could not start ${command}: ${cause.message}`, { cause })),
    );
    child.once('close', (code, signalName) => resolve({ code, signalName }));
  });
  // The owner awaits `ended` when it is ready to; until then a failed start must not count as unhandled.
  ended.catch(() => {});

  /** @param {NodeJS.Signals} signalName */
  const signalAll = (signalName) => {
    if (child.pid === undefined) return;
    try {
      process.kill(ownGroup ? -child.pid : child.pid, signalName);
    } catch {
      // It has gone already, or it is root's.
    }
  };

  const endLeftovers = () => endMarked(mark);

  /** @type {Promise<void> | undefined} */
  let stopping;
  const stop = (graceMs = defaultGraceMs) => {
    stopping ??= (async () => {
      signalAll('SIGTERM');
      const timer = setTimeout(() => signalAll('SIGKILL'), graceMs);
      await ended.catch(() => {});
      clearTimeout(timer);
      // The head has ended; a grandchild that ignored the first signal has not.
      signalAll('SIGKILL');
      await endLeftovers();
    })();
    return stopping;
  };

  const owned = { child, ended, signalAll, stop, endLeftovers };
  running.add(owned);
  child.once('close', () => running.delete(owned));
  child.once('error', () => running.delete(owned));
  return owned;
}
