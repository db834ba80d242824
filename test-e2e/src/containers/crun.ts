import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { runTool, type ToolOutput } from '../process/run-tool.js';
import { runsDir } from './places.js';

/**
 * crun wants a root file system that is a mount, and cgroups of version 2 in the usual place; a bare chroot has not the one, and older
 * machines not the other. So it is given a view of the machine that has both, in a mount namespace that ends with it.
 */
const inView = `
set -e
mount --make-rprivate / 2>/dev/null || true
mkdir -p "$1"
mount --rbind / "$1"
mount -t cgroup2 none "$1/sys/fs/cgroup"
root=$1
shift
cd "$root"
if pivot_root . . 2>/dev/null; then
  umount --lazy .
  cd /
  exec "$@"
fi
exec chroot "$root" "$@"
`;

const viewArguments = ['--mount', '--propagation', 'unchanged', 'sh', '-c', inView, 'sh', `${runsDir}/view`];

/** No cgroup is made: the machine's may not be ours to write in, and memory is read of the processes. */
const crunArguments = (stateDir: string): string[] => ['crun', '--cgroup-manager=disabled', '--root', stateDir];

/** Runs one short command of crun. @throws DubbingError TOOL_FAILED with its last words */
export function crun(stateDir: string, args: readonly string[]): Promise<ToolOutput> {
  return runTool('unshare', [...viewArguments, ...crunArguments(stateDir), ...args]);
}

/** Starts one that stays: its exit code is the one of the container's first process. */
export function startCrun(stateDir: string, args: readonly string[], stdio: StdioOptions): ChildProcess {
  return spawn('unshare', [...viewArguments, ...crunArguments(stateDir), ...args], { stdio, detached: true });
}

/** Whether crun can be started in its view. @throws DubbingError TOOL_MISSING or TOOL_FAILED that says why not */
export async function tryCrun(): Promise<void> {
  await runTool('unshare', [...viewArguments, 'crun', '--version']);
}
