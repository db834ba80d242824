/** What this project writes and reads in AMF0: script data of FLV and the commands of RTMP. */
export type AmfValue = number | string | boolean | null | undefined | AmfObject;
export interface AmfObject {
  [key: string]: AmfValue;
}

export function encodeAmf0(values: readonly AmfValue[]): Buffer {
  return Buffer.concat(values.map(encodeValue));
}

function encodeValue(value: AmfValue): Buffer {
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(9);
    bytes.writeDoubleBE(value, 1);
    return bytes;
  }
  if (typeof value === 'boolean') return Buffer.from([1, value ? 1 : 0]);
  if (typeof value === 'string') return Buffer.concat([Buffer.from([2]), encodeKey(value)]);
  if (value === null) return Buffer.from([5]);
  if (value === undefined) return Buffer.from([6]);
  const fields = Object.entries(value).map(([key, field]) => Buffer.concat([encodeKey(key), encodeValue(field)]));
  return Buffer.concat([Buffer.from([3]), ...fields, Buffer.from([0, 0, 9])]);
}

function encodeKey(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Reads all values of a message. Types that no RTMP server answers with end the reading. */
export function decodeAmf0(bytes: Buffer): AmfValue[] {
  const values: AmfValue[] = [];
  const cursor = { at: 0 };
  try {
    while (cursor.at < bytes.length) values.push(decodeValue(bytes, cursor));
  } catch {
    return values;
  }
  return values;
}

function decodeValue(bytes: Buffer, cursor: { at: number }): AmfValue {
  const type = bytes.readUInt8(cursor.at);
  cursor.at += 1;
  if (type === 0) {
    cursor.at += 8;
    return bytes.readDoubleBE(cursor.at - 8);
  }
  if (type === 1) {
    cursor.at += 1;
    return bytes.readUInt8(cursor.at - 1) !== 0;
  }
  if (type === 2) return decodeKey(bytes, cursor);
  if (type === 5) return null;
  if (type === 6) return undefined;
  if (type === 3 || type === 8) {
    if (type === 8) cursor.at += 4;
    return decodeFields(bytes, cursor);
  }
  throw new RangeError(`AMF0 type ${type}`);
}

function decodeFields(bytes: Buffer, cursor: { at: number }): AmfObject {
  const fields: AmfObject = {};
  for (;;) {
    const key = decodeKey(bytes, cursor);
    if (key === '' && bytes.readUInt8(cursor.at) === 9) {
      cursor.at += 1;
      return fields;
    }
    fields[key] = decodeValue(bytes, cursor);
  }
}

function decodeKey(bytes: Buffer, cursor: { at: number }): string {
  const length = bytes.readUInt16BE(cursor.at);
  cursor.at += 2 + length;
  return bytes.toString('utf8', cursor.at - length, cursor.at);
}
