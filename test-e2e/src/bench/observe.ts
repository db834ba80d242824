import { sleep } from '@dubbing/common';
import { machineBusySeconds, usageOf, type Usage } from './process-usage.js';

/** What a number of equal processes used while they were watched, each on average. */
export interface Observation {
  processes: number;
  cpuSecondsPerMinute: number;
  residentMemoryMib: number;
  proportionalMemoryMib: number;
  /** The largest that any of them ever was. */
  peakMemoryMib: number;
  /** What the machine's processors were busy for, of each second; others than the watched ones included. */
  busyProcessors: number;
}

/** Watches processes at work. Those that end meanwhile are left out. */
export async function observe(pids: readonly number[], seconds: number): Promise<Observation> {
  const before = new Map(pids.map((pid) => [pid, usageOf(pid)]));
  const busyBefore = machineBusySeconds();
  const startedMs = performance.now();
  await sleep(seconds * 1000);
  const passed = (performance.now() - startedMs) / 1000;
  const busyProcessors = (machineBusySeconds() - busyBefore) / passed;
  const used = pids.flatMap((pid) => {
    const [first, last] = [before.get(pid), usageOf(pid)];
    return first === undefined || last === undefined ? [] : [{ first, last }];
  });
  const mean = (value: (each: { first: Usage; last: Usage }) => number): number =>
    used.reduce((sum, each) => sum + value(each), 0) / used.length;
  return {
    processes: used.length,
    cpuSecondsPerMinute: (mean(({ first, last }) => last.cpuSeconds - first.cpuSeconds) * 60) / passed,
    residentMemoryMib: mean(({ last }) => last.residentMemoryMib),
    proportionalMemoryMib: mean(({ last }) => last.proportionalMemoryMib),
    peakMemoryMib: Math.max(...used.map(({ last }) => last.peakMemoryMib)),
    busyProcessors,
  };
}
