import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Names of packages that are not installed, found with dpkg-query. `undefined` where there is no dpkg: not a Debian system.
 *
 * @param {readonly string[]} names
 * @returns {Promise<string[] | undefined>}
 */
export async function findMissing(names) {
  if (names.length === 0) return [];
  const output = await query(names);
  return output === undefined ? undefined : missingFrom(names, output);
}

/**
 * @param {readonly string[]} names
 * @param {string} output Lines of "name status", status as in dpkg's `db:Status-Abbrev` ("ii " is installed).
 */
export function missingFrom(names, output) {
  const installed = new Set(
    output
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([, status]) => status?.startsWith('ii') === true || status?.startsWith('hi') === true)
      .map(([name]) => name),
  );
  return names.filter((name) => !installed.has(name));
}

/** @param {readonly string[]} names */
async function query(names) {
  try {
    const { stdout } = await run('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Abbrev}\\n', ...names]);
    return stdout;
  } catch (error) {
    // Exit code 1: some of the names are unknown to dpkg, that is, missing. The known ones are in the output.
    const { code, stdout } = /** @type {{ code?: string | number, stdout?: string }} */ (error);
    if (code === 'ENOENT') return undefined;
    return stdout ?? '';
  }
}

/**
 * Whether apt's lists offer every one of these packages. On a machine that never ran `apt-get update` they offer none.
 * @param {readonly string[]} names
 */
export async function listsOffer(names) {
  try {
    const { stdout } = await run('apt-cache', ['policy', ...names], { env: { ...process.env, LC_ALL: 'C' } });
    const offered = stdout.split('\n').filter((line) => /^ {2}Candidate: (?!\(none\))/.test(line));
    return offered.length >= names.length;
  } catch {
    return false;
  }
}
