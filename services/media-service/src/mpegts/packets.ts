import { bytesOf } from '../media/bytes-of.js';

/** The transport packets of ISO/IEC 13818-1, 2.4.3. */
export const PACKET_BYTES = 188;
const HEAD_BYTES = 4;
const PAYLOAD_BYTES = PACKET_BYTES - HEAD_BYTES;
/** What every packet begins with. */
export const SYNC_BYTE = 0x47;

const STARTS = 0x40;
const HAS_ADAPTATION = 0x20;
const HAS_PAYLOAD = 0x10;
const DISCONTINUITY = 0x80;
const RANDOM_ACCESS = 0x40;
const HAS_PCR = 0x10;
/** Length and flags of an adaptation field, and its clock reference. */
const FLAGS_BYTES = 2;
const PCR_BYTES = 6;

/** What the adaptation field of a unit's first packet says. */
export interface UnitStart {
  readonly randomAccess?: boolean;
  /** The time line, or the count of the packets, does not go on from what was before. */
  readonly discontinuity?: boolean;
  /** The clock reference, in ticks of 90 kHz, below 2^33. */
  readonly pcr?: number | undefined;
}

/**
 * Spreads a unit over packets of one stream; what is left over of the last is stuffing.
 *
 * The unit is laid at the end of what the packets take, and moved forward piece by piece: no piece of it is a buffer of its own.
 *
 * @param counter continuity counter of the first packet
 */
export function unitPackets(pid: number, counter: number, unit: readonly Buffer[], start: UnitStart = {}): Buffer {
  const bytes = bytesOf(unit);
  const startBytes = adaptationBytes(start);
  const count = packetsOf(bytes, start);
  const stuffing = count * PAYLOAD_BYTES - startBytes - bytes;
  const out = Buffer.allocUnsafe(count * PACKET_BYTES);
  let from = out.length - bytes;
  let end = from;
  for (const part of unit) end += part.copy(out, end);
  for (let index = 0; index < count; index += 1) {
    const at = index * PACKET_BYTES;
    const field = (index === 0 ? startBytes : 0) + (index === count - 1 ? stuffing : 0);
    const flags = HAS_PAYLOAD | (field > 0 ? HAS_ADAPTATION : 0);
    writeHead(out, at, (index === 0 ? STARTS << 8 : 0) | pid, flags | ((counter + index) & 15));
    if (field > 0) writeAdaptation(out, at + HEAD_BYTES, field, index === 0 ? start : {});
    const payloadAt = at + HEAD_BYTES + field;
    const next = from + (at + PACKET_BYTES - payloadAt);
    out.copyWithin(payloadAt, from, next);
    from = next;
  }
  return out;
}

/** How many packets a unit takes. */
export function packetsOf(unitBytes: number, start: UnitStart = {}): number {
  return Math.ceil((unitBytes + adaptationBytes(start)) / PAYLOAD_BYTES);
}

/** A packet with a clock reference alone. It has no payload, and so repeats the counter of the one before. */
export function clockPacket(pid: number, counter: number, start: UnitStart & { readonly pcr: number }): Buffer {
  const out = Buffer.allocUnsafe(PACKET_BYTES);
  writeHead(out, 0, pid, HAS_ADAPTATION | (counter & 15));
  writeAdaptation(out, HEAD_BYTES, PAYLOAD_BYTES, start);
  return out;
}

/** A table's section in a packet of its own. */
export function sectionPacket(pid: number, section: Buffer): Buffer {
  const out = Buffer.alloc(PACKET_BYTES, 0xff);
  writeHead(out, 0, (STARTS << 8) | pid, HAS_PAYLOAD);
  // The section begins right behind this byte.
  out[HEAD_BYTES] = 0;
  section.copy(out, HEAD_BYTES + 1);
  return out;
}

function adaptationBytes({ randomAccess, discontinuity, pcr }: UnitStart): number {
  if (pcr !== undefined) return FLAGS_BYTES + PCR_BYTES;
  return randomAccess === true || discontinuity === true ? FLAGS_BYTES : 0;
}

function writeHead(out: Buffer, at: number, startAndPid: number, flagsAndCounter: number): void {
  out[at] = SYNC_BYTE;
  out[at + 1] = startAndPid >> 8;
  out[at + 2] = startAndPid & 0xff;
  out[at + 3] = flagsAndCounter;
}

/** @param bytes of the whole field, its length byte included: with one alone there is room for nothing else */
function writeAdaptation(out: Buffer, at: number, bytes: number, start: UnitStart): void {
  const { randomAccess, discontinuity, pcr } = start;
  out[at] = bytes - 1;
  if (bytes === 1) return;
  out[at + 1] =
    (discontinuity === true ? DISCONTINUITY : 0) |
    (randomAccess === true ? RANDOM_ACCESS : 0) |
    (pcr === undefined ? 0 : HAS_PCR);
  let end = at + FLAGS_BYTES;
  if (pcr !== undefined) {
    // 33 bits in ticks of 90 kHz, six reserved ones, and nine bits for the 300 parts of a tick, which are zero.
    out.writeUInt32BE(Math.floor(pcr / 2), end);
    out[end + 4] = ((pcr & 1) << 7) | 0x7e;
    out[end + 5] = 0;
    end += PCR_BYTES;
  }
  out.fill(0xff, end, at + bytes);
}
