import { ADTS_HEAD_BYTES, adtsHead } from '../media/adts.js';
import { ticksOf } from '../media/ticks.js';
import { PROGRAMME_FORMAT, type VideoCodec } from '../media/units.js';
import { clockPacket, packetsOf, unitPackets, type UnitStart } from './packets.js';
import { pesHead } from './pes.js';
import { AUDIO_PID, PAT_PID, PMT_PID, programTables, VIDEO_PID } from './tables.js';

const TIMESCALE = 90_000;
/** Times are counted in 33 bits. */
const TIME_BITS = 33;
/** What the container's times are ahead of those that are given: the clock of the first unit is before it, and not negative. */
export const MPEGTS_START_NS = 1_000_000_000n;
/** How long before its decoding time a unit is there, by the clock. */
const CLOCK_LEAD_NS = 125_000_000n;
/** A clock reference is due every 100 ms (ISO/IEC 13818-1, 2.7.2), and the tables as often (ETSI TR 101 290, 5.2.1). */
const CLOCK_INTERVAL_NS = 80_000_000n;
const TABLES_INTERVAL_NS = 100_000_000n;
/** AAC-LC, 48 kHz. */
const format = { objectType: 2, rateIndex: 3, channels: PROGRAMME_FORMAT.channels };

/** An access unit or a frame of sound, its times from the zero of the container on. */
export interface MuxedUnit {
  readonly ptsNs: bigint;
  readonly dtsNs: bigint;
  readonly keyFrame: boolean;
  /** In pieces: an access unit with start codes (see `byteStream`), or a raw AAC frame of `PROGRAMME_FORMAT`. */
  readonly unit: readonly Buffer[];
}

/**
 * Multiplexes a picture and AAC, or AAC alone, as one program of MPEG-TS (ISO/IEC 13818-1). Units are to come in the order
 * of their decoding times. What is given out for each is whole packets.
 */
export class TsMuxer {
  readonly #tables: { readonly pat: Buffer; readonly pmt: Buffer };
  readonly #clockPid: number;
  readonly #counters = new Map<number, number>();
  #tablesAtNs: bigint | undefined;
  #clockNs: bigint | undefined;

  /** @param codec undefined where there is sound alone */
  constructor(codec: VideoCodec | undefined) {
    this.#tables = programTables(codec);
    this.#clockPid = codec === undefined ? AUDIO_PID : VIDEO_PID;
  }

  picture({ ptsNs, dtsNs, keyFrame, unit }: MuxedUnit): Buffer[] {
    const head = pesHead('video', bytesOf(unit), timeOf(ptsNs), timeOf(dtsNs));
    return [
      ...this.#tablesAt(dtsNs, keyFrame),
      this.#packets(VIDEO_PID, [head, ...unit], { randomAccess: keyFrame, pcr: this.#clockAt(dtsNs) }),
    ];
  }

  sound({ ptsNs, dtsNs, unit }: MuxedUnit): Buffer[] {
    const isAlone = this.#clockPid === AUDIO_PID;
    const bytes = bytesOf(unit);
    const head = pesHead('audio', ADTS_HEAD_BYTES + bytes, timeOf(ptsNs));
    const isClockDue = this.#clockNs === undefined || dtsNs - this.#clockNs >= CLOCK_INTERVAL_NS;
    const pcr = isClockDue ? this.#clockAt(dtsNs) : undefined;
    return [
      ...this.#tablesAt(dtsNs, false),
      ...(isAlone || pcr === undefined ? [] : [clockPacket(this.#clockPid, this.#lastCounter(this.#clockPid), pcr)]),
      this.#packets(AUDIO_PID, [head, adtsHead(format, bytes), ...unit], {
        randomAccess: isAlone,
        pcr: isAlone ? pcr : undefined,
      }),
    ];
  }

  #tablesAt(timeNs: bigint, isEntry: boolean): Buffer[] {
    const dueNs = this.#tablesAtNs === undefined ? timeNs : this.#tablesAtNs + TABLES_INTERVAL_NS;
    if (!isEntry && timeNs < dueNs) return [];
    this.#tablesAtNs = timeNs;
    return [this.#counted(PAT_PID, this.#tables.pat), this.#counted(PMT_PID, this.#tables.pmt)];
  }

  /** @returns undefined for a unit that comes after its time: the clock never goes back */
  #clockAt(timeNs: bigint): number | undefined {
    if (this.#clockNs !== undefined && timeNs <= this.#clockNs) return undefined;
    this.#clockNs = timeNs;
    return timeOf(timeNs - CLOCK_LEAD_NS);
  }

  #packets(pid: number, unit: readonly Buffer[], start: UnitStart): Buffer {
    return unitPackets(pid, this.#count(pid, packetsOf(bytesOf(unit), start)), unit, start);
  }

  /** A table's packet with its turn's counter: a copy, as the one before may still be on its way. */
  #counted(pid: number, packet: Buffer): Buffer {
    const out = Buffer.from(packet);
    out[3] = ((out[3] ?? 0) & 0xf0) | this.#count(pid, 1);
    return out;
  }

  /** @returns the counter of the first of so many packets */
  #count(pid: number, packets: number): number {
    const first = this.#counters.get(pid) ?? 0;
    this.#counters.set(pid, (first + packets) & 15);
    return first;
  }

  /** Of the packet before: one without a payload does not count. */
  #lastCounter(pid: number): number {
    return ((this.#counters.get(pid) ?? 0) - 1) & 15;
  }
}

function timeOf(timeNs: bigint): number {
  return Number(BigInt.asUintN(TIME_BITS, ticksOf(timeNs + MPEGTS_START_NS, TIMESCALE)));
}

function bytesOf(pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}
