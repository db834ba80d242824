import { expect } from 'chai';
import { LatmReader } from '../../../../src/ingest/demux/latm.js';

/** `value:bits`, one after the other, filled up to whole bytes. */
function bits(...fields: readonly (readonly [value: number, bits: number])[]): Buffer {
  const text = fields.map(([value, length]) => value.toString(2).padStart(length, '0')).join('');
  const bytes = text.match(/.{1,8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)));
}

type Fields = [number, number][];

/** AAC-LC, 48 kHz, stereo, in the order of the tables: version, one programme in one layer, the kind of frame. */
const lc: Fields = [
  [2, 5],
  [3, 4],
  [2, 4],
  [0, 3],
];
/** HE-AAC: the SBR's rate, and the kind of what lies beneath. */
const he: Fields = [
  [5, 5],
  [6, 4],
  [2, 4],
  [3, 4],
  [2, 5],
  [0, 3],
];
const shortFrames: Fields = [
  [2, 5],
  [3, 4],
  [2, 4],
  [4, 3],
];
const behind: Fields = [
  [0, 3],
  [0xff, 8],
  [0, 1],
  [0, 1],
];
const plainMux = (audio: Fields, subFrames = 0): Fields => [
  [0, 1],
  [1, 1],
  [subFrames, 6],
  [0, 4],
  [0, 3],
  ...audio,
  ...behind,
];
/** Of version 1, which tells how long its configuration is: here with three bits that nobody knows. */
const laterMux: Fields = [
  [1, 1],
  [0, 1],
  [0, 2],
  [0, 8],
  [1, 1],
  [0, 6],
  [0, 4],
  [0, 3],
  [0, 2],
  [19, 8],
  ...lc,
  [5, 3],
  ...behind,
];

function element(mux: Fields | undefined, ...payloads: readonly Buffer[]): Buffer {
  const head: Fields = mux === undefined ? [[1, 1]] : [[0, 1], ...mux];
  const frames = payloads.flatMap((payload): Fields => {
    const whole = Math.floor(payload.length / 255);
    const length: Fields = [
      ...Array.from({ length: whole }, (): [number, number] => [255, 8]),
      [payload.length % 255, 8],
    ];
    return [...length, ...[...payload].map((byte): [number, number] => [byte, 8])];
  });
  const body = bits(...head, ...frames);
  return Buffer.concat([bits([0x2b7, 11], [body.length, 13]), body]);
}

/** The frames of ADTS: kind, rate and channels, and what each holds. */
function adts(bytes: Buffer): { kind: string; payload: string }[] {
  const frames = [];
  for (let at = 0; at < bytes.length;) {
    expect(bytes.readUInt16BE(at)).to.equal(0xfff1);
    const length = (bytes.readUInt32BE(at + 3) >> 13) & 0x1fff;
    const [a = 0, b = 0] = bytes.subarray(at + 2);
    const kind = `${(a >> 6) + 1}/${(a >> 2) & 15}/${((a & 1) << 2) | (b >> 6)}`;
    frames.push({ kind, payload: bytes.toString('latin1', at + 7, at + length) });
    at += length;
  }
  return frames;
}

describe('LatmReader', () => {
  const payload = (text: string, length = 20): Buffer => Buffer.from(text.padEnd(length, '.'));
  const textOf = (text: string, length = 20): string => text.padEnd(length, '.');

  it('gives every frame from the first configuration on', () => {
    const reader = new LatmReader();
    const stream = [
      element(undefined, payload('before')),
      element(plainMux(lc), payload('a', 700)),
      element(undefined, payload('b', 255)),
      element(undefined, payload('c')),
    ];
    const { own, carried } = reader.push(Buffer.concat(stream));
    expect(adts(own)).to.deep.equal([
      { kind: '2/3/2', payload: textOf('a', 700) },
      { kind: '2/3/2', payload: textOf('b', 255) },
      { kind: '2/3/2', payload: textOf('c') },
    ]);
    expect(carried).to.equal(undefined);
  });

  it('reads several frames of one element, SBR, and version 1', () => {
    const kinds = (mux: Fields, ...payloads: Buffer[]) =>
      adts(new LatmReader().push(element(mux, ...payloads)).own).map(({ kind, payload: text }) => kind + text[0]);
    expect(kinds(plainMux(lc, 1), payload('a'), payload('b'))).to.deep.equal(['2/3/2a', '2/3/2b']);
    expect(kinds(plainMux(he), payload('a'))).to.deep.equal(['2/6/2a']);
    expect(kinds(laterMux, payload('a'))).to.deep.equal(['2/3/2a']);
  });

  it('tells the frame that an earlier piece began from those that begin in this one', () => {
    const reader = new LatmReader();
    const [first, second, third] = [
      element(plainMux(lc), payload('a')),
      element(undefined, payload('b')),
      element(undefined, payload('c')),
    ];
    const cut = first.length + 9;
    const stream = Buffer.concat([first, second, third]);
    expect(adts(reader.push(stream.subarray(0, cut)).own)).to.have.length(1);
    const { own, carried } = reader.push(stream.subarray(cut));
    expect(adts(carried ?? Buffer.alloc(0)).map((frame) => frame.payload[0])).to.deep.equal(['b']);
    expect(adts(own).map((frame) => frame.payload[0])).to.deep.equal(['c']);
  });

  it('goes on behind what was damaged', () => {
    const reader = new LatmReader();
    const damaged = element(plainMux(lc), payload('a')).subarray(0, -6);
    const rest = [element(plainMux(lc), payload('b')), element(undefined, payload('c'))];
    const { own } = reader.push(Buffer.concat([damaged, ...rest]));
    expect(adts(own).map((frame) => frame.payload[0])).to.deep.equal(['b', 'c']);
  });

  it('says so where ADTS has no words for it', () => {
    const reader = new LatmReader();
    expect(reader.push(element(plainMux(shortFrames), payload('a'))).own).to.have.length(0);
    expect(reader.isForeign).to.equal(true);
  });
});
