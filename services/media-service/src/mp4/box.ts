import { bytesOf } from '../media/bytes-of.js';

/**
 * The grammar of ISO base media files (ISO/IEC 14496-12 §4.2): a box is a 32-bit length, a four-letter
 * type and a body; a full box adds a version byte and 24 bits of flags.
 */
export type Part = Buffer | readonly Buffer[];

export function box(type: string, ...parts: Part[]): Buffer {
  const body = parts.flat() as Buffer[];
  const length = 8 + bytesOf(body);
  const head = Buffer.allocUnsafe(8);
  head.writeUInt32BE(length, 0);
  head.write(type, 4, 4, 'latin1');
  return Buffer.concat([head, ...body], length);
}

export function fullBox(type: string, version: number, flags: number, ...parts: Part[]): Buffer {
  const head = Buffer.allocUnsafe(4);
  head.writeUInt32BE(((version << 24) | flags) >>> 0, 0);
  return box(type, head, ...parts);
}

/** The head of a box whose body is written separately (the media data itself is never copied). */
export function boxHead(type: string, bodyLength: number): Buffer {
  const head = Buffer.allocUnsafe(8);
  head.writeUInt32BE(bodyLength + 8, 0);
  head.write(type, 4, 4, 'latin1');
  return head;
}

export function u8(...values: number[]): Buffer {
  return Buffer.from(values);
}

export function u16(...values: number[]): Buffer {
  const out = Buffer.allocUnsafe(values.length * 2);
  values.forEach((value, index) => out.writeUInt16BE(value, index * 2));
  return out;
}

export function u32(...values: number[]): Buffer {
  const out = Buffer.allocUnsafe(values.length * 4);
  values.forEach((value, index) => out.writeUInt32BE(value >>> 0, index * 4));
  return out;
}

export function u64(value: bigint): Buffer {
  const out = Buffer.allocUnsafe(8);
  out.writeBigUInt64BE(value);
  return out;
}

export function zeros(length: number): Buffer {
  return Buffer.alloc(length);
}
