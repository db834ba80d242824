import { readFileSync, readdirSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second on every machine that Node runs on. */
const TICKS_PER_SECOND = 100;

export interface Usage {
  cpuSeconds: number;
  /** The most memory that was ever resident, in MiB. */
  peakMemoryMib: number;
  /** What is resident now, in MiB, pages that are shared with others included. */
  residentMemoryMib: number;
  /** What is resident now, in MiB, with every page that is shared (programme code, libraries) counted in equal parts. */
  proportionalMemoryMib: number;
}

/** What a process has used so far, its living children not counted. Undefined when it is gone. */
export function usageOf(pid: number): Usage | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const [userTicks = 0, systemTicks = 0] = statFields(pid).slice(11, 13).map(Number);
    const residentKib = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
    const peakKib = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0);
    const pages = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const proportionalKib = Number(/Pss:\s+(\d+)/.exec(pages)?.[1] ?? 0);
    return {
      cpuSeconds: (userTicks + systemTicks) / TICKS_PER_SECOND,
      peakMemoryMib: peakKib / 1024,
      residentMemoryMib: residentKib / 1024,
      proportionalMemoryMib: proportionalKib / 1024,
    };
  } catch {
    return undefined;
  }
}

/** A process and all that descend from it. */
export function treeOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      parents.set(Number(name), Number(statFields(Number(name))[1]));
    } catch {
      // It ended while it was looked at.
    }
  }
  const tree = [pid];
  for (const member of tree)
    tree.push(...[...parents].filter(([, parent]) => parent === member).map(([child]) => child));
  return tree;
}

/** The members of a tree whose command lines hold a text. */
export function findInTree(pid: number, text: string): number[] {
  return treeOf(pid).filter((member) => {
    try {
      return readFileSync(`/proc/${member}/cmdline`, 'utf8').includes(text);
    } catch {
      return false;
    }
  });
}

/** Processor time of a whole tree, in seconds. */
export function treeCpuSeconds(pid: number): number {
  return treeOf(pid).reduce((sum, member) => sum + (usageOf(member)?.cpuSeconds ?? 0), 0);
}

/** The fields of /proc/PID/stat after the name, which may itself hold spaces: state, parent, … */
function statFields(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** What all processors of the machine have been busy for, whoever kept them busy, in seconds. */
export function machineBusySeconds(): number {
  const [user = 0, nice = 0, system = 0, , , interrupt = 0, softInterrupt = 0, stolen = 0] = readFileSync(
    '/proc/stat',
    'utf8',
  )
    .split('\n', 1)
    .join()
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + interrupt + softInterrupt + stolen) / TICKS_PER_SECOND;
}
