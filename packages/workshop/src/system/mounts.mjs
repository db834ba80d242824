import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * Ends the mounts below a folder, the last one first: what is mounted cannot be removed.
 * @param {string} folder
 */
export async function unmountBelow(folder) {
  const table = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  for (const place of mountsBelow(folder, table).reverse()) await promisify(execFile)('umount', [place]);
}

/**
 * @param {string} folder
 * @param {string} table As in `/proc/self/mountinfo`, see proc(5): the fifth field is the place, with blanks in octal.
 */
export const mountsBelow = (folder, table) =>
  table
    .split('\n')
    .map((line) =>
      (line.split(' ')[4] ?? '').replace(/\\([0-7]{3})/g, (_, /** @type {string} */ digits) =>
        String.fromCharCode(parseInt(digits, 8)),
      ),
    )
    .filter((place) => place.startsWith(`${folder}/`));
