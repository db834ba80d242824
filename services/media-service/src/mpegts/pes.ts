/** What the header of a packetised elementary stream (ISO/IEC 13818-1, 2.4.3.6) begins with. */
const VIDEO_STREAM = 0xe0;
const AUDIO_STREAM = 0xc0;
const FIXED_BYTES = 9;
const TIME_BYTES = 5;
/** The two bits that begin such a header, and that what follows begins with a unit. */
const ALIGNED = 0x84;
const HAS_PTS = 0x80;
const HAS_DTS = 0x40;
const MAX_LENGTH = 0xffff;

/**
 * @param pts in ticks of 90 kHz, below 2^33, as is `dts`
 * @param bytes of the unit that follows
 */
export function pesHead(track: 'video' | 'audio', bytes: number, pts: number, dts = pts): Buffer {
  const isReordered = pts !== dts;
  const timeBytes = isReordered ? 2 * TIME_BYTES : TIME_BYTES;
  const head = Buffer.allocUnsafe(FIXED_BYTES + timeBytes);
  head.writeUInt32BE(0x100 | (track === 'video' ? VIDEO_STREAM : AUDIO_STREAM), 0);
  const length = FIXED_BYTES - 6 + timeBytes + bytes;
  // Pictures alone may leave it open how long they are.
  head.writeUInt16BE(track === 'video' && length > MAX_LENGTH ? 0 : length, 4);
  head[6] = ALIGNED;
  head[7] = HAS_PTS | (isReordered ? HAS_DTS : 0);
  head[8] = timeBytes;
  writeTime(head, FIXED_BYTES, isReordered ? 3 : 2, pts);
  if (isReordered) writeTime(head, FIXED_BYTES + TIME_BYTES, 1, dts);
  return head;
}

/** 33 bits in three pieces, with a marker bit behind each. */
function writeTime(out: Buffer, at: number, prefix: number, time: number): void {
  out[at] = (prefix << 4) | (Math.floor(time / 2 ** 29) & 0x0e) | 1;
  out.writeUInt16BE((Math.floor(time / 2 ** 14) & 0xfffe) | 1, at + 1);
  out.writeUInt16BE(((time << 1) & 0xfffe) | 1, at + 3);
}
