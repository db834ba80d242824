import { describeError } from '@dubbing/common';
import { programOnPath } from '../config.js';
import { runTool } from '../process/run-tool.js';
import { tryCrun } from './crun.js';

const programs = {
  crun: 'crun',
  ip: 'iproute2',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
  chroot: 'coreutils',
  mount: 'mount',
};

/** Why no container can be run here, as a sentence without its full stop; undefined where they can. */
export async function whyNoContainers(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'only root may make containers here';
  const missing = Object.entries(programs).filter(([program]) => programOnPath(program) === undefined);
  if (missing.length > 0)
    return `${missing.map(([program]) => program).join(' and ')} is missing (Debian: ${[...new Set(missing.map(([, name]) => name))].join(', ')})`;
  try {
    // In a chroot, whose root is no mount, the propagation of mounts can only be left as it is.
    const spaces = ['--mount', '--propagation', 'unchanged', '--pid', '--net', '--ipc', '--uts'];
    await runTool('unshare', [...spaces, '--fork', 'true']);
    await tryCrun();
    return undefined;
  } catch (error) {
    return `namespaces cannot be made here: ${describeError(error)}`;
  }
}
