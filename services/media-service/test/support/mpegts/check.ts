import { sectionOf, transportPackets, type TransportPacket } from './packets.js';
import { unitOf, type PesUnit } from './pes.js';

const WRAP = 2 ** 33;
/** Of a clock reference what older receivers of DVB insist on; of the tables what ETSI TR 101 211, 4.4 recommends. */
const LIMITS = { clockMs: 40, tablesMs: 100, leadMs: 1000 };
const DECODABLE = new Set([0x0f, 0x1b, 0x24]);

export interface TransportReport {
  /** What a decoder could stumble over. */
  readonly faults: readonly string[];
  /** The longest time without a clock reference, and without each of the tables. */
  readonly clockMs: number;
  readonly tablesMs: number;
  /** How long before its decoding time the last byte of a unit is there. */
  readonly leadMs: { readonly least: number; readonly most: number };
  readonly pmtVersions: readonly number[];
  /** By packet identifier. */
  readonly languages: ReadonlyMap<number, string>;
  readonly units: ReadonlyMap<number, readonly PesUnit[]>;
  /** How many times the time line begins anew. */
  readonly discontinuities: number;
}

/**
 * Reads a stream with one program as a strict decoder would.
 * @throws Error where what is there cannot be taken apart
 */
export function checkTransportStream(bytes: Buffer, limits: Partial<typeof LIMITS> = {}): TransportReport {
  const { clockMs: maxClockMs, tablesMs: maxTablesMs, leadMs: maxLeadMs } = { ...LIMITS, ...limits };
  const packets = transportPackets(bytes);
  const faults: string[] = [];
  const fault = (index: number, what: string): void => void faults.push(`packet ${index}: ${what}`);

  const pmtPid = pidAt(sectionOf(first(packets, (each) => each.pid === 0)), 10);
  const program = programOf(sectionOf(first(packets, (each) => each.pid === pmtPid)));
  const { times, gapMs, discontinuities } = timesOf(packets, program.clockPid);
  const ms = (ticks: number): number => ticks / 90;
  if (gapMs > maxClockMs + 0.02) faults.push(`no clock for ${gapMs.toFixed(1)} ms`);

  const counters = new Map<number, number>();
  const tableAt = new Map<number, number>();
  const pmtVersions = new Set<number>();
  const units = new Map<number, PesUnit[]>();
  const open = new Map<number, { at: number; pieces: Buffer[]; randomAccess: boolean }>();
  let tablesMs = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = 0;

  const close = (pid: number): void => {
    const held = open.get(pid);
    open.delete(pid);
    if (held === undefined) return;
    try {
      const unit = unitOf(Buffer.concat(held.pieces), program.types.get(pid) ?? 0, held.randomAccess);
      const before = units.get(pid)?.at(-1);
      const [beginsMs, endsMs] = [held.at, endAt.get(pid) ?? 0].map((index) =>
        ms(signed(unit.dts - (times[index] ?? 0))),
      );
      least = Math.min(least, endsMs ?? 0);
      most = Math.max(most, beginsMs ?? 0);
      if ((endsMs ?? 0) <= 0) fault(held.at, `comes ${-(endsMs ?? 0)} ms after its time`);
      if ((beginsMs ?? 0) > maxLeadMs) fault(held.at, `comes ${beginsMs} ms before its time`);
      if (before !== undefined && signed(unit.dts - before.dts) <= 0)
        fault(held.at, 'is decoded before the one before');
      units.set(pid, units.get(pid) ?? []);
      units.get(pid)?.push(unit);
    } catch (error) {
      fault(held.at, error instanceof Error ? error.message : String(error));
    }
  };

  const endAt = new Map<number, number>();
  packets.forEach((packet, index) => {
    const { pid, counter, payload, starts, discontinuity } = packet;
    const before = counters.get(pid);
    const due = payload.length > 0 ? ((before ?? -1) + 1) & 15 : before;
    if (before !== undefined && counter !== due && !discontinuity) fault(index, `counter ${counter}, not ${due}`);
    counters.set(pid, counter);
    // Times before it and after it have nothing to do with each other.
    if (discontinuity && packet.pcr !== undefined)
      for (const table of tableAt.keys()) tableAt.set(table, times[index] ?? 0);
    if (pid === 0 || pid === pmtPid) {
      const gap = ms(signed((times[index] ?? 0) - (tableAt.get(pid) ?? times[0] ?? 0)));
      if (gap > maxTablesMs) fault(index, `no table ${pid} for ${gap.toFixed(1)} ms`);
      tablesMs = Math.max(tablesMs, gap);
      tableAt.set(pid, times[index] ?? 0);
      if (pid === pmtPid) pmtVersions.add(((sectionOf(packet)[5] ?? 0) >> 1) & 31);
      else sectionOf(packet);
      return;
    }
    if (!program.types.has(pid)) fault(index, `belongs to nothing: ${pid}`);
    if (starts) {
      close(pid);
      open.set(pid, { at: index, pieces: [payload], randomAccess: packet.randomAccess });
    } else if (payload.length > 0) {
      const held = open.get(pid);
      if (held === undefined) fault(index, 'goes on with nothing');
      else held.pieces.push(payload);
    }
    if (payload.length > 0) endAt.set(pid, index);
  });
  for (const pid of program.types.keys()) close(pid);
  return {
    faults,
    clockMs: gapMs,
    tablesMs,
    leadMs: { least, most },
    pmtVersions: [...pmtVersions],
    languages: program.languages,
    units,
    discontinuities,
  };
}

function first(packets: readonly TransportPacket[], is: (packet: TransportPacket) => boolean): TransportPacket {
  const found = packets.find(is);
  if (found === undefined) throw new Error('a table is not there');
  return found;
}

const pidAt = (section: Buffer, at: number): number => section.readUInt16BE(at) & 0x1fff;

function programOf(section: Buffer) {
  const types = new Map<number, number>();
  const languages = new Map<number, string>();
  const end = section.length - 4;
  let at = 12 + (section.readUInt16BE(10) & 0xfff);
  while (at < end) {
    const pid = pidAt(section, at + 1);
    const type = section[at] ?? 0;
    if (!DECODABLE.has(type)) throw new Error(`stream type ${type}`);
    types.set(pid, type);
    const descriptorsEnd = at + 5 + (section.readUInt16BE(at + 3) & 0xfff);
    at += 5;
    while (at < descriptorsEnd) {
      if (section[at] === 0x0a) languages.set(pid, section.toString('latin1', at + 2, at + 5));
      at += 2 + (section[at + 1] ?? 0);
    }
  }
  return { clockPid: pidAt(section, 8), types, languages };
}

/** When each packet arrives by the clock: at an even pace from one reference to the next. */
function timesOf(packets: readonly TransportPacket[], clockPid: number) {
  const references = packets.flatMap(({ pid, pcr, discontinuity }, index) =>
    pid === clockPid && pcr !== undefined ? [{ index, pcr, discontinuity }] : [],
  );
  const times = packets.map(() => references[0]?.pcr ?? 0);
  let gapMs = 0;
  references.forEach(({ index, pcr }, number) => {
    const next = references[number + 1];
    const step = next === undefined || next.discontinuity ? 0 : signed(next.pcr - pcr);
    if (step < 0) throw new Error(`packet ${next?.index}: the clock goes back`);
    gapMs = Math.max(gapMs, step / 90);
    const end = next?.index ?? packets.length;
    for (let at = index; at < end; at += 1) times[at] = (pcr + (step * (at - index)) / (end - index)) % WRAP;
  });
  return { times, gapMs, discontinuities: references.filter(({ discontinuity }) => discontinuity).length };
}

/** A difference of times of 33 bits. */
function signed(ticks: number): number {
  const positive = ((ticks % WRAP) + WRAP) % WRAP;
  return positive >= WRAP / 2 ? positive - WRAP : positive;
}
