import { readFile, readdir } from 'node:fs/promises';
import { DubbingError } from '@dubbing/common';
import { errorCodes } from '../errors.js';
import { runTool } from '../process/run-tool.js';
import type { RunPlaces } from './places.js';

/** A container's place in the network. */
export interface Connection {
  address: string;
  /** The file of its network namespace. */
  namespace: string;
}

const PREFIX = '10.213';

/**
 * A network of the containers' own: a bridge with one cable to each container, and one to this machine. The bridge has a network namespace of its
 * own, so that the machine's packet filter, which often drops what it does not know (Docker's does), has no say between containers.
 */
export class ContainerNetwork {
  #last = 1;

  private constructor(
    readonly places: RunPlaces,
    /** The first three numbers of all addresses. */
    readonly subnet: string,
  ) {}

  static async create(places: RunPlaces): Promise<ContainerNetwork> {
    const network = new ContainerNetwork(places, await freeSubnet());
    const { switchNamespace, hostInterface } = places;
    await runTool('ip', ['netns', 'add', switchNamespace]);
    const inSwitch = (...args: string[]): Promise<unknown> => ipIn(switchNamespace, ...args);
    await inSwitch('link', 'add', 'bridge', 'type', 'bridge', 'forward_delay', '0');
    await inSwitch('link', 'set', 'bridge', 'up');
    await runTool('ip', [
      'link',
      'add',
      hostInterface,
      'type',
      'veth',
      'peer',
      'name',
      'host',
      'netns',
      switchNamespace,
    ]);
    await inSwitch('link', 'set', 'host', 'master', 'bridge', 'up');
    await runTool('ip', ['address', 'add', `${network.subnet}.1/24`, 'dev', hostInterface]);
    await runTool('ip', ['link', 'set', hostInterface, 'up']);
    return network;
  }

  /** A new address in a namespace of its own; none is given twice. */
  async connect(): Promise<Connection> {
    this.#last += 1;
    const number = this.#last;
    const { switchNamespace } = this.places;
    const namespace = `${switchNamespace}-${number}`;
    const address = `${this.subnet}.${number}`;
    await runTool('ip', ['netns', 'add', namespace]);
    const inContainer = (...args: string[]): Promise<unknown> => ipIn(namespace, ...args);
    const cable = `c${number}`;
    const ends = ['link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace];
    await ipIn(switchNamespace, ...ends);
    await ipIn(switchNamespace, 'link', 'set', cable, 'master', 'bridge', 'up');
    await inContainer('link', 'set', 'lo', 'up');
    await inContainer('address', 'add', `${address}/24`, 'dev', 'eth0');
    await inContainer('link', 'set', 'eth0', 'up');
    return { address, namespace: `/run/netns/${namespace}` };
  }

  /** Pulls the cable and takes the namespace away. */
  async disconnect({ namespace }: Connection): Promise<void> {
    await runTool('ip', ['netns', 'delete', namespace.slice('/run/netns/'.length)]).catch(() => undefined);
  }
}

/**
 * Runs `ip` in a network namespace that has a name. `ip -n` would not do: it also makes a view of the mounts of its own, which
 * is refused in a chroot, whose root is no mount.
 */
const ipIn = (namespace: string, ...args: string[]): Promise<unknown> =>
  runTool('nsenter', [`--net=/run/netns/${namespace}`, 'ip', ...args]);

/** The first of a row of private subnets that this machine has no route into. */
async function freeSubnet(): Promise<string> {
  const { stdout } = await runTool('ip', ['-4', 'route', 'show']);
  const routes = stdout.toString();
  const numbers = Array.from({ length: 256 }, (_, step) => (process.pid + step) % 256);
  const free = numbers.map((number) => `${PREFIX}.${number}`).find((subnet) => !routes.includes(`${subnet}.`));
  if (free === undefined)
    throw new DubbingError(errorCodes.CONTAINERS_UNAVAILABLE, `every subnet of ${PREFIX}.0.0/16 is taken`, {
      source: 'network',
    });
  return free;
}

/** The interfaces of this machine, for those who look whether one was left behind. */
export async function interfaceNames(): Promise<string[]> {
  const table = await readFile('/proc/net/dev', 'utf8');
  return [...table.matchAll(/^\s*([^\s:]+):/gm)].map(([, name = '']) => name);
}

/** Network namespaces that have a name on this machine. */
export const namespaceNames = (): Promise<string[]> => readdir('/run/netns').catch(() => []);
