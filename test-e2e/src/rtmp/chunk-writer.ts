/** Chunks as large as any message, so that every message is one chunk with a full header. */
export const OUT_CHUNK_SIZE = 0xfffff;
const EXTENDED = 0xffffff;

/** One RTMP message in one chunk. `timestampMs` is absolute; it wraps at 2^32 as RTMP's clock does. */
export function writeMessage(
  chunkStream: number,
  type: number,
  streamId: number,
  timestampMs: number,
  body: Buffer,
): Buffer {
  const time = timestampMs % 2 ** 32;
  const isExtended = time >= EXTENDED;
  const header = Buffer.alloc(isExtended ? 16 : 12);
  header.writeUInt8(chunkStream, 0);
  header.writeUIntBE(isExtended ? EXTENDED : time, 1, 3);
  header.writeUIntBE(body.length, 4, 3);
  header.writeUInt8(type, 7);
  header.writeUInt32LE(streamId, 8);
  if (isExtended) header.writeUInt32BE(time, 12);
  return Buffer.concat([header, body]);
}
