import { ADTS_HEAD_BYTES, adtsHead } from '../media/adts.js';
import { bytesOf } from '../media/bytes-of.js';
import { ticksOf } from '../media/ticks.js';
import { AAC_FRAME_SAMPLES, PROGRAMME_FORMAT, type VideoCodec } from '../media/units.js';
import { clockPacket, PACKET_BYTES, unitPackets, type UnitStart } from './packets.js';
import { pesHead } from './pes.js';
import { AUDIO_PID, PAT_PID, PMT_PID, programTables, VIDEO_PID } from './tables.js';

const TIMESCALE = 90_000;
/** Times are counted in 33 bits. */
const TIME_BITS = 33;
/** What the container's times are ahead of those that are given: the clock of the first unit is before it, and not negative. */
export const MPEGTS_START_NS = 1_000_000_000n;
/** How long before its decoding time a unit is there, by the clock. */
const CLOCK_LEAD_NS = 125_000_000n;
/**
 * The longest time between clock references that receivers of DVB are made for, and analysers let pass: 40 ms, of the 100 ms of
 * ISO/IEC 13818-1, 2.7.2.
 */
const CLOCK_INTERVAL_NS = 40_000_000n;
/** The tables are due every 100 ms (ETSI TR 101 211, 4.4); the times of sources are a few milliseconds uneven. */
const TABLES_INTERVAL_NS = 95_000_000n;
/** Sound comes behind the bytes of a picture, and so at a time of which only the order is known. */
const TABLES_BESIDE_SOUND_NS = 50_000_000n;
const SOUND_FRAME_NS = BigInt(Math.round((AAC_FRAME_SAMPLES * 1e9) / PROGRAMME_FORMAT.sampleRateHz));
/** A clock that is silent for longer than this is not waited for by a receiver: it is to begin anew. */
const HOLE_NS = 1_000_000_000n;
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
  /** When the picture after the latest is to be expected. */
  #nextPictureNs = 0n;
  #pictureNs: bigint | undefined;

  /**
   * @param codec undefined where there is sound alone
   * @param language of the sound, as a BCP 47 tag, or `original`
   */
  constructor(codec: VideoCodec | undefined, language: string) {
    this.#tables = programTables(codec, language);
    this.#clockPid = codec === undefined ? AUDIO_PID : VIDEO_PID;
  }

  picture({ ptsNs, dtsNs, keyFrame, unit }: MuxedUnit): Buffer[] {
    const head = pesHead('video', bytesOf(unit), timeOf(ptsNs), timeOf(dtsNs));
    this.#nextPictureNs = this.#pictureNs === undefined ? dtsNs : 2n * dtsNs - this.#pictureNs;
    this.#pictureNs = dtsNs;
    return [
      ...(keyFrame || this.#areTablesDue(this.#nextPictureNs) ? this.#tablesAt(dtsNs) : []),
      this.#packets(VIDEO_PID, [head, ...unit], { randomAccess: keyFrame, ...this.#clockAt(dtsNs) }),
    ];
  }

  sound({ ptsNs, dtsNs, unit }: MuxedUnit): Buffer[] {
    const isAlone = this.#clockPid === AUDIO_PID;
    const bytes = bytesOf(unit);
    const head = pesHead('audio', ADTS_HEAD_BYTES + bytes, timeOf(ptsNs));
    const clock = this.#isClockDue(dtsNs) ? this.#clockAt(dtsNs) : undefined;
    const alone = { randomAccess: true, ...clock };
    const beside = { discontinuity: !this.#counters.has(AUDIO_PID) };
    const isPictureSoon = this.#nextPictureNs >= dtsNs && !this.#areTablesDue(this.#nextPictureNs);
    const areTablesDue = !isPictureSoon && this.#areTablesDue(dtsNs, TABLES_BESIDE_SOUND_NS);
    return [
      ...(areTablesDue ? this.#tablesAt(dtsNs) : []),
      ...(isAlone || clock === undefined ? [] : [clockPacket(VIDEO_PID, this.#lastCounter(VIDEO_PID), clock)]),
      this.#packets(AUDIO_PID, [head, adtsHead(format, bytes), ...unit], isAlone ? alone : beside),
    ];
  }

  /** Whether neither the next frame of sound nor the next picture, if it comes in its turn, would be in time to tell the clock. */
  #isClockDue(soundNs: bigint): boolean {
    if (this.#clockNs === undefined) return true;
    const soonNs = soundNs + SOUND_FRAME_NS;
    const pictureNs = this.#nextPictureNs;
    const nextNs = pictureNs >= soundNs && pictureNs < soonNs ? pictureNs : soonNs;
    return nextNs - this.#clockNs > CLOCK_INTERVAL_NS;
  }

  #areTablesDue(atNs: bigint, intervalNs = TABLES_INTERVAL_NS): boolean {
    return this.#tablesAtNs === undefined || atNs - this.#tablesAtNs > intervalNs;
  }

  #tablesAt(timeNs: bigint): Buffer[] {
    this.#tablesAtNs = timeNs;
    return [this.#counted(PAT_PID, this.#tables.pat), this.#counted(PMT_PID, this.#tables.pmt)];
  }

  /** @returns undefined for a unit that comes after its time: the clock never goes back */
  #clockAt(timeNs: bigint): { readonly pcr: number; readonly discontinuity: boolean } | undefined {
    const beforeNs = this.#clockNs;
    if (beforeNs !== undefined && timeNs <= beforeNs) return undefined;
    this.#clockNs = timeNs;
    // At the beginning too: who relays one connection after the other has no other sign that times begin anew.
    const discontinuity = beforeNs === undefined || timeNs - beforeNs > HOLE_NS;
    return { pcr: timeOf(timeNs - CLOCK_LEAD_NS), discontinuity };
  }

  #packets(pid: number, unit: readonly Buffer[], start: UnitStart): Buffer {
    const packets = unitPackets(pid, this.#nextCounter(pid), unit, start);
    this.#count(pid, packets.length / PACKET_BYTES);
    return packets;
  }

  /** A table's packet with its turn's counter: a copy, as the one before may still be on its way. */
  #counted(pid: number, packet: Buffer): Buffer {
    const out = Buffer.from(packet);
    out[3] = ((out[3] ?? 0) & 0xf0) | this.#nextCounter(pid);
    this.#count(pid, 1);
    return out;
  }

  #nextCounter(pid: number): number {
    return this.#counters.get(pid) ?? 0;
  }

  #count(pid: number, packets: number): void {
    this.#counters.set(pid, (this.#nextCounter(pid) + packets) & 15);
  }

  /** Of the packet before: one without a payload does not count. */
  #lastCounter(pid: number): number {
    return (this.#nextCounter(pid) - 1) & 15;
  }
}

function timeOf(timeNs: bigint): number {
  return Number(BigInt.asUintN(TIME_BITS, ticksOf(timeNs + MPEGTS_START_NS, TIMESCALE)));
}
