/** One field of a message in protobuf's wire format; its bytes are those of the message's own memory. */
export interface WireField {
  readonly number: number;
  /** Tag included: what to copy to have the field elsewhere. */
  readonly whole: Uint8Array;
  /** The content of a length-delimited field (a message, a string, packed numbers); empty for plain numbers. */
  readonly content: Uint8Array;
  /** The value of a varint field, as far as it is a safe integer. */
  readonly value: number;
}

/** Wire types: varint, 64 bits, length-delimited, 32 bits. */
const varint = 0;
const eightBytes = 1;
const lengthDelimited = 2;
const fourBytes = 5;

/**
 * The fields of a message, in order, without a copy of their bytes.
 * @throws RangeError when the bytes are no message.
 */
export function* fieldsOf(message: Uint8Array): Generator<WireField> {
  let at = 0;
  while (at < message.length) {
    const start = at;
    const tag = readVarint(message, at);
    at = tag.next;
    const wireType = tag.value % 8;
    let content = message.subarray(0, 0);
    let value = 0;
    if (wireType === varint) {
      ({ value, next: at } = readVarint(message, at));
    } else if (wireType === lengthDelimited) {
      const length = readVarint(message, at);
      at = length.next + length.value;
      content = message.subarray(length.next, at);
    } else if (wireType === eightBytes || wireType === fourBytes) {
      at += wireType === eightBytes ? 8 : 4;
    } else {
      throw new RangeError(`wire type ${wireType} at ${start}`);
    }
    if (at > message.length) throw new RangeError(`the field at ${start} is cut off`);
    yield { number: Math.floor(tag.value / 8), whole: message.subarray(start, at), content, value };
  }
}

/** A length-delimited field of the given parts, as pieces to be put together once at the end. */
export function messageField(number: number, parts: readonly Uint8Array[]): Uint8Array[] {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return [Uint8Array.from([...writeVarint(number * 8 + lengthDelimited), ...writeVarint(length)]), ...parts];
}

export function textOf(content: Uint8Array): string {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('utf8');
}

/** Multiplication, since shifts have 32 bits and a model may have more bytes than that. */
function readVarint(bytes: Uint8Array, start: number): { value: number; next: number } {
  let value = 0;
  let scale = 1;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, next: at + 1 };
    scale *= 128;
  }
  throw new RangeError(`the number at ${start} is cut off`);
}

function writeVarint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 0x80);
  return [...bytes, rest];
}
