import type { Chance } from './chance.js';
import type { SmallDisk } from './small-disk.js';
import type { Source } from './source.js';
import type { StsProcess } from './sts-process.js';
import type { TcpProxy } from './tcp-proxy.js';

/** Something that goes wrong for a while. */
export interface Fault {
  name: string;
  shortestMs: number;
  longestMs: number;
  begin(): Promise<void>;
  end(): Promise<void>;
}

/** What can be made to fail. */
export interface Victims {
  sts: StsProcess;
  /** Between media-service and speech-to-speech. */
  network: TcpProxy;
  source: Source;
  /** In front of the RTMP target. */
  target: TcpProxy;
  /** Absent where none can be mounted. */
  disk: SmallDisk | undefined;
}

export function faultsOf({ sts, network, source, target, disk }: Victims): Fault[] {
  const faults: Fault[] = [
    { name: 'STS killed', shortestMs: 500, longestMs: 5_000, begin: () => sts.kill(), end: () => sts.start() },
    {
      name: 'network to STS cut',
      shortestMs: 500,
      longestMs: 5_000,
      begin: () => network.cut(),
      end: () => network.restore(),
    },
    {
      name: 'source dropped',
      shortestMs: 1_000,
      longestMs: 10_000,
      begin: () => source.drop(),
      end: () => source.start(),
    },
    {
      name: 'output refused',
      shortestMs: 1_000,
      longestMs: 6_000,
      begin: () => target.cut(),
      end: () => target.restore(),
    },
  ];
  if (disk !== undefined) {
    faults.push({
      name: 'disk full',
      shortestMs: 2_000,
      longestMs: 6_000,
      begin: () => disk.fill(),
      end: () => disk.free(),
    });
  }
  return faults;
}

/** In an order that the seed decides, each kind once before any comes again. */
export function* order(faults: readonly Fault[], chance: Chance): Generator<{ fault: Fault; lengthMs: number }> {
  for (;;)
    for (const fault of chance.shuffled(faults))
      yield { fault, lengthMs: chance.between(fault.shortestMs, fault.longestMs) };
}
