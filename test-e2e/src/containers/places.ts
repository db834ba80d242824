import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** All that containers of this project leave on a machine while they run, apart from their logs and volumes. */
export const runsDir = '/run/dubbing-containers';

/** What one run has: everything has its number in its name, so that it can be found again by whoever clears it away. */
export interface RunPlaces {
  /** Letters and digits, short enough for the name of a network interface. */
  id: string;
  dir: string;
  /** Where crun keeps what it knows of its containers. */
  stateDir: string;
  /** Which process the run belongs to: its number and when it began. */
  ownerFile: string;
  hostsFile: string;
  resolvFile: string;
  /** The network namespace that is the switch between the containers. */
  switchNamespace: string;
  /** The machine's own end of the cable to it. */
  hostInterface: string;
}

export function placesOf(id: string): RunPlaces {
  const dir = join(runsDir, `run-${id}`);
  return {
    id,
    dir,
    stateDir: join(dir, 'state'),
    ownerFile: join(dir, 'owner'),
    hostsFile: join(dir, 'hosts'),
    resolvFile: join(dir, 'resolv.conf'),
    switchNamespace: `dubbing-${id}`,
    hostInterface: `dub${id}`,
  };
}

/** A process by its number and the time it began, since numbers come again; undefined when there is none. */
export function processMark(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return undefined;
  }
}
