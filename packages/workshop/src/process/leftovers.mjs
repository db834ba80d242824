import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The environment variable by which everything that a child started is known, in whatever process group it is:
 * a program that detaches its children, and is then killed, cannot end them any more.
 */
export const markName = 'DUBBING_WORKSHOP_MARK';

const pollMs = 50;

/**
 * Ends every process that carries the mark in its environment: SIGTERM, then SIGKILL. Only where there is a /proc.
 *
 * @param {string} mark
 * @param {number} [graceMs]
 */
export async function endMarked(mark, graceMs = 3_000) {
  const giveUpAt = performance.now() + graceMs;
  signalEach(marked(mark), 'SIGTERM');
  while (marked(mark).length > 0 && performance.now() < giveUpAt) await sleep(pollMs);
  signalEach(marked(mark), 'SIGKILL');
}

/**
 * @param {string} mark
 * @returns {number[]} Process numbers.
 */
function marked(mark) {
  return processes().filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark);
    } catch {
      // It has ended meanwhile, or it is another user's.
      return false;
    }
  });
}

function processes() {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/**
 * @param {readonly number[]} pids
 * @param {NodeJS.Signals} signalName
 */
function signalEach(pids, signalName) {
  for (const pid of pids) {
    try {
      process.kill(pid, signalName);
    } catch {
      // It has ended meanwhile.
    }
  }
}
