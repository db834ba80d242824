import { callersFolder, inRepository } from '../paths.mjs';
import { runInherited } from '../process/inherited.mjs';
import { createProgress } from '../report/progress.mjs';
import { setUp } from '../setup/set-up.mjs';
import { takeSetUpOptions } from './arguments.mjs';

/**
 * A command that is a program of test-e2e: what it needs is set up, then the terminal is its own.
 *
 * @param {string} name
 * @param {{ startsServices: boolean }} needs
 * @returns {import('./table.mjs').Command}
 */
const endToEnd =
  (name, { startsServices }) =>
  async (args, signal) => {
    const { mayInstall, rest } = takeSetUpOptions(args);
    await setUp(['test-e2e'], { mayInstall, toRun: startsServices, progress: createProgress(), signal });
    const program = inRepository('test-e2e/dist', name, 'main.js');
    return runInherited(process.execPath, [program, ...rest], { cwd: callersFolder(), signal });
  };

/**
 * The suite that holds a server to the protocol. Without `--url` it starts an sts-service itself.
 *
 * @type {import('./table.mjs').Command}
 */
export async function conformance(args, signal) {
  const { mayInstall, rest } = takeSetUpOptions(args);
  const needsNone = rest.some((arg) => ['--url', '--help', '-h', '--list'].includes(arg) || arg.startsWith('--url='));
  await setUp(needsNone ? ['test-e2e'] : ['test-e2e', 'sts-service'], {
    mayInstall,
    progress: createProgress(),
    signal,
  });
  const program = inRepository('test-e2e/dist/conformance/main.js');
  return runInherited(process.execPath, [program, ...rest], { cwd: callersFolder(), signal });
}

export const demo = endToEnd('demo', { startsServices: true });
export const bench = endToEnd('bench', { startsServices: true });
export const benchImages = endToEnd('bench/images', { startsServices: true });
export const soak = endToEnd('soak', { startsServices: true });
export const programme = endToEnd('programme', { startsServices: false });
export const probe = endToEnd('probe', { startsServices: false });
