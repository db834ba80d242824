/** What AMF0 carries, as far as RTMP's commands use it (Adobe, Action Message Format AMF0, 2007). */
export type AmfValue = number | boolean | string | null | undefined | AmfObject | readonly AmfValue[];
export interface AmfObject {
  readonly [key: string]: AmfValue;
}

const NUMBER = 0;
const BOOLEAN = 1;
const STRING = 2;
const OBJECT = 3;
const NULL = 5;
const UNDEFINED = 6;
const ECMA_ARRAY = 8;
const OBJECT_END = 9;
const STRICT_ARRAY = 10;
const DATE = 11;
const LONG_STRING = 12;
/** No server nests what it answers any deeper than this. */
const MAX_DEPTH = 16;

export function encodeAmf(...values: AmfValue[]): Buffer {
  return Buffer.concat(values.map(encodeValue));
}

/** @throws RangeError where the bytes end too early or are of no known type */
export function decodeAmf(bytes: Buffer): AmfValue[] {
  const reader = new Reader(bytes);
  const values: AmfValue[] = [];
  while (reader.at < bytes.length) values.push(reader.value(0));
  return values;
}

function encodeValue(value: AmfValue): Buffer {
  if (value === undefined) return Buffer.from([UNDEFINED]);
  if (value === null) return Buffer.from([NULL]);
  if (typeof value === 'boolean') return Buffer.from([BOOLEAN, value ? 1 : 0]);
  if (typeof value === 'number') {
    const out = Buffer.alloc(9);
    out.writeDoubleBE(value, 1);
    return out;
  }
  if (typeof value === 'string') return encodeString(value);
  if (Array.isArray(value)) {
    const head = Buffer.from([STRICT_ARRAY, 0, 0, 0, 0]);
    head.writeUInt32BE(value.length, 1);
    return Buffer.concat([head, ...value.map((each: AmfValue) => encodeValue(each))]);
  }
  const fields = Object.entries(value).flatMap(([key, field]) => [encodeKey(key), encodeValue(field)]);
  return Buffer.concat([Buffer.from([OBJECT]), ...fields, encodeKey(''), Buffer.from([OBJECT_END])]);
}

function encodeString(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length <= 0xffff) return Buffer.concat([Buffer.from([STRING]), encodeKey(text)]);
  const head = Buffer.from([LONG_STRING, 0, 0, 0, 0]);
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

function encodeKey(key: string): Buffer {
  const bytes = Buffer.from(key);
  const head = Buffer.alloc(2);
  head.writeUInt16BE(bytes.length);
  return Buffer.concat([head, bytes]);
}

class Reader {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  value(depth: number): AmfValue {
    if (depth > MAX_DEPTH) throw new RangeError('AMF0 values are nested too deep');
    const type = this.#bytes.readUInt8(this.at);
    this.at += 1;
    if (type === NUMBER) return this.#number();
    if (type === BOOLEAN) return this.#take(1)[0] !== 0;
    if (type === STRING) return this.#take(this.#length(2)).toString();
    if (type === LONG_STRING) return this.#take(this.#length(4)).toString();
    if (type === NULL) return null;
    if (type === UNDEFINED) return undefined;
    if (type === OBJECT) return this.#object(depth);
    if (type === ECMA_ARRAY) {
      this.#length(4);
      return this.#object(depth);
    }
    if (type === STRICT_ARRAY) {
      const count = Math.min(this.#length(4), this.#bytes.length);
      return Array.from({ length: count }, () => this.value(depth + 1));
    }
    if (type === DATE) {
      const value = this.#number();
      this.#take(2);
      return value;
    }
    throw new RangeError(`AMF0 has no type ${type} here`);
  }

  #object(depth: number): AmfObject {
    const fields: [string, AmfValue][] = [];
    for (;;) {
      const key = this.#take(this.#length(2)).toString();
      if (key === '' && this.#bytes[this.at] === OBJECT_END) break;
      fields.push([key, this.value(depth + 1)]);
    }
    this.at += 1;
    return Object.fromEntries(fields);
  }

  #number(): number {
    return this.#take(8).readDoubleBE();
  }

  #length(bytes: 2 | 4): number {
    return this.#take(bytes).readUIntBE(0, bytes);
  }

  #take(length: number): Buffer {
    const end = this.at + length;
    if (end > this.#bytes.length) throw new RangeError('an AMF0 value leads past the end of its message');
    const taken = this.#bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }
}
