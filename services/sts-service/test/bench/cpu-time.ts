import { readFileSync, readdirSync } from 'node:fs';

/** Linux counts processor time in these, whatever the kernel was built with. */
const ticksPerSecond = 100;

interface ProcessTimes {
  readonly pid: number;
  readonly parentPid: number;
  readonly cpuS: number;
}

/** Seconds of processor time that this process and all that it started have used, ended ones included. */
export function cpuSecondsOfTree(): number {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => timesOf(Number(name)))
    .filter((times) => times !== undefined);
  const tree = new Set([process.pid]);
  for (let before = 0; before !== tree.size;) {
    before = tree.size;
    for (const { pid, parentPid } of all) if (tree.has(parentPid)) tree.add(pid);
  }
  return all.filter(({ pid }) => tree.has(pid)).reduce((sum, { cpuS }) => sum + cpuS, 0);
}

function timesOf(pid: number): ProcessTimes | undefined {
  try {
    // proc(5): the fields after the name in parentheses, which itself may hold anything.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { pid, parentPid: Number(fields[1]), cpuS: ticks / ticksPerSecond };
  } catch {
    // It has ended since the folder was listed.
    return undefined;
  }
}
