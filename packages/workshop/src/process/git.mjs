import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { WorkshopError } from '../workshop-error.mjs';

const run = promisify(execFile);

/**
 * Runs git and gives what it said.
 *
 * @param {readonly string[]} args
 * @param {{ cwd: string, signal?: AbortSignal }} options
 */
export async function git(args, { cwd, signal }) {
  try {
    const { stdout } = await run('git', args, { cwd, maxBuffer: 64 * 1_024 * 1_024, ...(signal ? { signal } : {}) });
    return stdout.trimEnd();
  } catch (error) {
    signal?.throwIfAborted();
    const { stderr = '', message } = /** @type {Error & { stderr?: string }} */ (error);
    throw new WorkshopError(`git ${args.join(' ')} failed:\n${stderr.trim() === '' ? message : stderr.trim()}`, {
      cause: error,
    });
  }
}

/**
 * The commit that a name stands for.
 *
 * @param {string} name
 * @param {{ cwd: string }} options
 * @returns {Promise<string | undefined>} undefined where there is no such name.
 */
export async function commitOf(name, { cwd }) {
  const found = await run('git', ['rev-parse', '--verify', '--quiet', `${name}^{commit}`], { cwd }).catch(
    () => undefined,
  );
  return found?.stdout.trim();
}
