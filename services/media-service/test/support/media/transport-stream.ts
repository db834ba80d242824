/** Size of a packet of MPEG-TS (ISO/IEC 13818-1, 2.4.3.2). */
export const TS_PACKET_BYTES = 188;

const CLOCK_HZ = 90_000;
/** PTS and DTS have 33 bits. */
const WRAP = 2 ** 33;
/** Starts of optional times in a PES header: behind the start code, the stream id, the length and three bytes of flags. */
const PES_TIMES_AT = 9;

/**
 * Rewrites every time of a transport stream: PTS, DTS and PCR, all by the same rule, as a source does whose clock starts
 * anew, jumps or wraps.
 *
 * @param shiftMs how far the times are moved, by the milliseconds since the first PTS of the file; the decoding time
 *   decides for the presentation time of the same picture.
 */
export function shiftTimes(stream: Buffer, shiftMs: (atMs: number) => number): Buffer {
  const moved = Buffer.from(stream);
  const zero = firstPts(stream);
  const shift = (ticks: number, decodedAt = ticks): number => {
    const by = shiftMs(((decodedAt - zero) / CLOCK_HZ) * 1000);
    return (((ticks + Math.round((by * CLOCK_HZ) / 1000)) % WRAP) + WRAP) % WRAP;
  };
  for (let at = 0; at + TS_PACKET_BYTES <= moved.length; at += TS_PACKET_BYTES) {
    shiftPacket(moved.subarray(at, at + TS_PACKET_BYTES), shift);
  }
  return moved;
}

/** The first PTS, in milliseconds. */
export function startMs(stream: Buffer): number {
  return (firstPts(stream) / CLOCK_HZ) * 1000;
}

/** The packets whose programme id is not one of `pids` before `fromMs` or from `toMs` on: a track that is missing for a while. */
export function dropTrack(stream: Buffer, streamId: number, fromMs: number, toMs: number): Buffer {
  const zero = firstPts(stream);
  const kept: Buffer[] = [];
  const dropping = new Map<number, boolean>();
  for (const packet of packetsOf(stream)) {
    const pid = packet.readUInt16BE(1) & 0x1fff;
    const pes = pesOf(packet);
    if (pes !== undefined && (pes[3] ?? 0) >> 4 === streamId >> 4) {
      const atMs = ((readTime(pes, PES_TIMES_AT) - zero) / CLOCK_HZ) * 1000;
      dropping.set(pid, atMs >= fromMs && atMs < toMs);
    }
    if (dropping.get(pid) !== true) kept.push(packet);
  }
  return Buffer.concat(kept);
}

/** A PES stream id of the kind `110x xxxx`. */
export const AUDIO_STREAM = 0xc0;
/** A PES stream id of the kind `1110 xxxx`. */
export const VIDEO_STREAM = 0xe0;

export function* packetsOf(stream: Buffer): Generator<Buffer> {
  for (let at = 0; at + TS_PACKET_BYTES <= stream.length; at += TS_PACKET_BYTES) {
    yield stream.subarray(at, at + TS_PACKET_BYTES);
  }
}

function firstPts(stream: Buffer): number {
  for (const packet of packetsOf(stream)) {
    const pes = pesOf(packet);
    if (pes !== undefined) return readTime(pes, PES_TIMES_AT);
  }
  throw new Error('the stream has no PES packet');
}

function shiftPacket(packet: Buffer, shift: (ticks: number, decodedAt?: number) => number): void {
  const hasAdaptation = ((packet[3] ?? 0) & 0x20) !== 0;
  if (hasAdaptation && (packet[4] ?? 0) > 0 && ((packet[5] ?? 0) & 0x10) !== 0) {
    // 33 bits of base in the unit of 90 kHz, six spare bits and nine bits of extension.
    const base = shift(packet.readUInt32BE(6) * 2 + ((packet[10] ?? 0) >> 7));
    packet.writeUInt32BE(Math.floor(base / 2), 6);
    packet[10] = ((packet[10] ?? 0) & 0x7f) | ((base % 2) << 7);
  }
  const pes = pesOf(packet);
  if (pes === undefined) return;
  const flags = (pes[7] ?? 0) >> 6;
  const pts = readTime(pes, PES_TIMES_AT);
  const dts = flags === 3 ? readTime(pes, PES_TIMES_AT + 5) : pts;
  writeTime(pes, PES_TIMES_AT, shift(pts, dts));
  if (flags === 3) writeTime(pes, PES_TIMES_AT + 5, shift(dts));
}

/** The PES packet that starts in a packet and has a PTS. */
function pesOf(packet: Buffer): Buffer | undefined {
  const startsUnit = ((packet[1] ?? 0) & 0x40) !== 0;
  const control = ((packet[3] ?? 0) >> 4) & 3;
  if (!startsUnit || (control & 1) === 0) return undefined;
  const pes = packet.subarray(control === 3 ? 5 + (packet[4] ?? 0) : 4);
  const isMedia = pes.length > 14 && pes.readUIntBE(0, 3) === 1 && (pes[3] ?? 0) >= 0xc0 && (pes[3] ?? 0) <= 0xef;
  return isMedia && ((pes[7] ?? 0) & 0x80) !== 0 ? pes : undefined;
}

function readTime(bytes: Buffer, at: number): number {
  const byte = (index: number): number => bytes[at + index] ?? 0;
  return ((byte(0) >> 1) & 7) * 2 ** 30 + (byte(1) << 22) + ((byte(2) >> 1) << 15) + (byte(3) << 7) + (byte(4) >> 1);
}

function writeTime(bytes: Buffer, at: number, ticks: number): void {
  const high = Math.floor(ticks / 2 ** 30);
  const low = ticks % 2 ** 30;
  bytes[at] = ((bytes[at] ?? 0) & 0xf1) | (high << 1);
  bytes[at + 1] = low >> 22;
  bytes[at + 2] = (((low >> 15) & 0x7f) << 1) | 1;
  bytes[at + 3] = (low >> 7) & 0xff;
  bytes[at + 4] = ((low & 0x7f) << 1) | 1;
}
