import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startChild } from '../process/child.mjs';
import { runLogged } from '../process/logged.mjs';
import { WorkshopError } from '../workshop-error.mjs';
import { listsOffer } from './dpkg.mjs';

const log = 'apt';

/**
 * Installs packages with apt-get, through sudo when we are not root.
 *
 * @param {readonly string[]} names
 * @param {{ signal: AbortSignal }} options
 */
export async function install(names, { signal }) {
  const prefix = await asRoot(names);
  if (!(await listsOffer(names))) await apt(prefix, ['update'], { signal });

  const args = ['install', '-y', '--no-install-recommends', ...names];
  try {
    await apt(prefix, args, { signal, append: true });
  } catch (error) {
    // Lists that are older than the archive name files that are no longer there: fetch them and try once more.
    if (!(error instanceof WorkshopError) || !/404 {2}Not Found|Unable to fetch|Unable to locate/.test(error.message)) {
      throw error;
    }
    await apt(prefix, ['update'], { signal, append: true });
    await apt(prefix, args, { signal, append: true });
  }
}

/**
 * @param {readonly string[]} prefix
 * @param {readonly string[]} args
 * @param {{ signal: AbortSignal, append?: boolean }} options
 */
async function apt(prefix, args, options) {
  const [command = 'apt-get', ...rest] = [
    ...prefix,
    'env',
    'DEBIAN_FRONTEND=noninteractive',
    'LC_ALL=C',
    'apt-get',
    '-o',
    'DPkg::Lock::Timeout=300',
    ...args,
  ];
  await runLogged(command, rest, {
    log,
    ...options,
    ownGroup: prefix.length === 0,
    adviseOn: (text) =>
      /dpkg was interrupted/.test(text) ? 'Run `dpkg --configure -a` as root, then start again.' : undefined,
  });
}

/**
 * What goes before a command that needs root. sudo asks for its password here, on the terminal and before any output
 * goes into a log: the ticket is then valid for the commands that follow.
 *
 * @param {readonly string[]} names
 * @returns {Promise<string[]>}
 */
async function asRoot(names) {
  if (process.getuid?.() === 0) return [];
  const byHand = `Install them by hand as root, then start again:\n  apt-get install ${names.join(' ')}`;
  const run = promisify(execFile);
  try {
    await run('sudo', ['-n', 'true']);
    return ['sudo', '-n'];
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') {
      throw new WorkshopError('System packages are missing, and there is neither root nor sudo to install them.', {
        advice: byHand,
      });
    }
  }
  if (!process.stdin.isTTY) {
    throw new WorkshopError('System packages are missing, sudo wants a password, and there is no terminal to ask on.', {
      advice: byHand,
    });
  }
  await askForPassword(byHand);
  return ['sudo'];
}

/** @param {string} byHand */
async function askForPassword(byHand) {
  process.stderr.write('  sudo is needed to install the system packages.\n');
  const { ended } = startChild('sudo', ['-v'], { stdio: 'inherit', ownGroup: false });
  if ((await ended).code !== 0) throw new WorkshopError('sudo refused.', { advice: byHand });
}
