import type { ChildProcess } from 'node:child_process';

const running = new Set<ChildProcess>();
let isListening = false;

/** Kills a process and all that it started: it must have been started `detached`, as the leader of a group. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}

/** Takes the group down with this process, however it ends. Returns how to let go of it. */
export function endWithThisProcess(child: ChildProcess): () => void {
  running.add(child);
  if (!isListening) {
    isListening = true;
    process.once('exit', () => running.forEach(killGroup));
  }
  return () => running.delete(child);
}
