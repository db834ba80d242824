import { mkdir, readFile } from 'node:fs/promises';

/**
 * Whether the root folder is a mount, as programs that change their root expect. That of a bare chroot is none.
 * @param {string} table As in `/proc/self/mountinfo`.
 */
export const rootIsMount = (table) => table.split('\n').some((line) => line.split(' ')[4] === '/');

const script = `set -e
root=$1 work=$(pwd)
shift
mount --rbind / "$root"
exec chroot "$root" sh -c 'cd "$1" && shift && exec "$@"' sh "$work" "$@"`;

/**
 * What goes before a command for it to have a root that is a mount: nothing, or a namespace of mounts of its own in which `folder` is
 * that root, with all that the outer one has.
 *
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
export async function withRootThatIsMount(folder) {
  if (rootIsMount(await readFile('/proc/self/mountinfo', 'utf8'))) return [];
  await mkdir(folder, { recursive: true });
  // There is no root whose propagation could be changed.
  return ['unshare', '--mount', '--propagation', 'unchanged', 'sh', '-c', script, 'sh', folder];
}
