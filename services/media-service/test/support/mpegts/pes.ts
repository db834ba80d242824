const AUDIO = 0x0f;
const HEVC = 0x24;
const START = Buffer.from([0, 0, 1]);

/** An access unit with its times, in ticks of 90 kHz. */
export interface PesUnit {
  readonly pts: number;
  readonly dts: number;
  readonly randomAccess: boolean;
  readonly data: Buffer;
}

/**
 * A PES packet (ISO/IEC 13818-1, 2.4.3.6) that holds one access unit or whole ADTS frames.
 * @throws Error with what is not as the standard has it
 */
export function unitOf(pes: Buffer, streamType: number, randomAccess: boolean): PesUnit {
  const byte = (at: number): number => pes[at] ?? 0;
  const isAudio = streamType === AUDIO;
  require(pes.readUIntBE(0, 3) === 1, 'no PES packet begins here');
  require((byte(3) & (isAudio ? 0xe0 : 0xf0)) === (isAudio ? 0xc0 : 0xe0), `stream id ${byte(3)}`);
  const length = pes.readUInt16BE(4);
  require(length === pes.length - 6 || (length === 0 && !isAudio), `length ${length} of ${pes.length - 6}`);
  require((byte(6) & 0xc0) === 0x80, 'marker bits');
  const which = byte(7) >> 6;
  require(which >= 2, 'no time of presentation');
  require(byte(8) >= (which === 3 ? 10 : 5), 'a head that ends in its times');
  const pts = timeAt(pes, 9, which);
  const dts = which === 3 ? timeAt(pes, 14, 1) : pts;
  require(which === 2 || pts !== dts, 'a decoding time that says nothing');
  const data = pes.subarray(9 + byte(8));
  if (isAudio) requireAdts(data);
  else requirePicture(data, streamType === HEVC, randomAccess);
  return { pts, dts, randomAccess, data };
}

function timeAt(pes: Buffer, at: number, prefix: number): number {
  const [head = 0, , middle = 0, , tail = 0] = pes.subarray(at, at + 5);
  require(head >> 4 === prefix && (head & middle & tail & 1) === 1, 'marker bits of a time');
  return ((head >> 1) & 7) * 2 ** 30 + (pes.readUInt16BE(at + 1) >> 1) * 2 ** 15 + (pes.readUInt16BE(at + 3) >> 1);
}

function requireAdts(data: Buffer): void {
  for (let at = 0; at < data.length;) {
    const length = (data.readUIntBE(at + 3, 3) >> 5) & 0x1fff;
    require(data.readUInt16BE(at) >> 4 === 0xfff && ((data[at + 1] ?? 0) & 6) === 0, 'no ADTS frame');
    // AAC-LC, 48 kHz, two channels.
    require((data.readUInt16BE(at + 2) & 0xfdc0) === 0x4c80, 'another kind of sound');
    require(length > 7 && at + length <= data.length, 'an ADTS frame of another length');
    at += length;
  }
}

function requirePicture(data: Buffer, isHevc: boolean, randomAccess: boolean): void {
  const types = nalTypes(data, isHevc);
  require(types[0] === (isHevc ? 35 : 9), 'a picture without its delimiter');
  require(types.filter((type) => type === types[0]).length === 1, 'two delimiters in one unit');
  const slice = types.findIndex((type) => (isHevc ? type < 32 : type >= 1 && type <= 5));
  require(slice > 0, 'a unit without a picture');
  const isEntry = isHevc ? (types[slice] ?? 0) >= 16 : types[slice] === 5;
  require(!isEntry || randomAccess, 'an entry that is not marked');
  if (randomAccess) {
    const head = new Set(types.slice(0, slice));
    require((isHevc ? [32, 33, 34] : [7, 8]).every((type) => head.has(type)), 'an entry without parameter sets');
  }
}

function nalTypes(data: Buffer, isHevc: boolean): number[] {
  const types: number[] = [];
  for (let at = data.indexOf(START); at >= 0; at = data.indexOf(START, at + 3)) {
    const head = data[at + 3] ?? 0;
    require((head & 0x80) === 0, 'a forbidden bit');
    types.push(isHevc ? (head >> 1) & 0x3f : head & 0x1f);
  }
  require(data.readUIntBE(0, 3) === 0 || data.readUIntBE(0, 3) === 1, 'a unit that begins with no start code');
  return types;
}

function require(holds: boolean, fault: string): void {
  if (!holds) throw new Error(fault);
}
