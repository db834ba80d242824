import type { FlvTag } from './tag.js';

/** Flags 5: the file holds sound and picture. */
const HEADER = Buffer.from([0x46, 0x4c, 0x56, 1, 5, 0, 0, 0, 9, 0, 0, 0, 0]);

export function writeFlv(tags: readonly FlvTag[]): Buffer {
  return Buffer.concat([HEADER, ...tags.flatMap(tagBytes)]);
}

function tagBytes({ type, timestampMs, body }: FlvTag): Buffer[] {
  const header = Buffer.alloc(11);
  header.writeUInt8(type, 0);
  header.writeUIntBE(body.length, 1, 3);
  header.writeUIntBE(timestampMs % 0x1000000, 4, 3);
  header.writeUInt8(Math.floor(timestampMs / 0x1000000), 7);
  const trailer = Buffer.alloc(4);
  trailer.writeUInt32BE(11 + body.length);
  return [header, body, trailer];
}
