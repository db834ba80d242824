import { expect } from 'chai';

import type { ElementaryUnit } from '../../../../src/ingest/demux/elementary.js';
import { AccessUnits } from '../../../../src/ingest/picture/access-units.js';
import type { Picture } from '../../../../src/ingest/picture/picture.js';
import { nalType, splitNals } from '../../../../src/media/nal.js';

const LONG = [0, 0, 0, 1];
const SHORT = [0, 0, 1];
const DELIMITER = [0x09, 0xf0];
const SPS = [0x67, 0x64, 0, 0x1f, 0xac];
const PPS = [0x68, 0xee, 0x3c];
const SEI = [0x06, 5, 1, 0x80];
/** The first slice of a picture begins with its first macroblock: one bit that is set. */
const FIRST_SLICE = [0x65, 0x88, 1, 2, 3];
const NEXT_SLICE = [0x65, 0x40, 4, 5];
const DELTA = [0x41, 0x9a, 6];
/** The second and the third part of a slice, whose first bits are no macroblock. */
const PARTS = [
  [0x43, 0x80, 7],
  [0x44, 0x80, 8],
];

const first = [LONG, DELIMITER, LONG, SPS, LONG, PPS, SHORT, SEI, SHORT, FIRST_SLICE, SHORT, NEXT_SLICE].flat();
const second = [LONG, DELIMITER, SHORT, DELTA, [0, 0]].flat();
const third = [LONG, DELIMITER, SHORT, DELTA].flat();

function cut(...units: readonly (readonly [bytes: readonly number[], ptsNs?: bigint])[]): {
  pictures: Picture[];
  types: number[][];
  seen: number[];
} {
  const pictures: Picture[] = [];
  const seen: number[] = [];
  const cutter = new AccessUnits(
    (nal) => seen.push(nalType(nal)),
    (picture) => pictures.push(picture),
  );
  for (const [bytes, ptsNs] of units) {
    const unit: ElementaryUnit = { ptsNs, dtsNs: ptsNs, data: Buffer.from(bytes) };
    cutter.push(unit);
  }
  cutter.end();
  return { pictures, types: pictures.map(({ data }) => splitNals(data).map((nal) => nalType(nal))), seen };
}

describe('AccessUnits', () => {
  it('cuts one picture out of each piece, and leaves nothing out', () => {
    const { pictures, types, seen } = cut([first, 10n], [second, 20n], [third, 30n]);
    expect(types).to.deep.equal([
      [9, 7, 8, 6, 5, 5],
      [9, 1],
      [9, 1],
    ]);
    expect(pictures.map(({ ptsNs }) => ptsNs)).to.deep.equal([10n, 20n, 30n]);
    expect(splitNals(pictures[0]?.data ?? Buffer.alloc(0)).map((nal) => [...nal])).to.deep.equal([
      DELIMITER,
      SPS,
      PPS,
      SEI,
      FIRST_SLICE,
      NEXT_SLICE,
    ]);
    expect(seen).to.deep.equal(types.flat());
  });

  it('gives the same pictures wherever the pieces are cut', () => {
    const whole = [...first, ...second, ...third];
    const expected = cut([whole]).pictures.map(({ data }) => data.toString('hex'));
    for (let at = LONG.length; at < whole.length; at += 1) {
      const { pictures } = cut([whole.slice(0, at)], [whole.slice(at)]);
      expect(
        pictures.map(({ data }) => data.toString('hex')),
        `cut at ${at}`,
      ).to.deep.equal(expected);
    }
  });

  it('gives a time to the first picture that begins in its piece, and to no other', () => {
    const { pictures } = cut([[...first, ...second], 10n], [third.slice(0, 6)], [[...third.slice(6), ...second], 30n]);
    expect(pictures.map(({ ptsNs }) => ptsNs)).to.deep.equal([10n, undefined, undefined, 30n]);
  });

  it('tells pictures apart without delimiters, by their first slices', () => {
    const bytes = [SHORT, SPS, SHORT, PPS, SHORT, FIRST_SLICE, SHORT, NEXT_SLICE, SHORT, DELTA, SHORT, DELTA].flat();
    expect(cut([bytes]).types).to.deep.equal([[7, 8, 5, 5], [1], [1]]);
  });

  it('keeps the parts of a slice together', () => {
    const bytes = [SHORT, [0x42, 0x88, 1], ...PARTS.flatMap((part) => [SHORT, part]), SHORT, DELTA].flat();
    expect(cut([bytes]).types).to.deep.equal([[2, 3, 4], [1]]);
  });

  it('begins with the first start code, and gives no picture where there is none', () => {
    expect(cut([[1, 2, 3, ...second], 10n]).types).to.deep.equal([[9, 1]]);
    expect(cut([[LONG, DELIMITER, LONG, SPS].flat(), 10n], [second, 20n]).types).to.deep.equal([[9, 1]]);
    expect(cut([[1, 2, 3, 4, 5], 10n]).pictures).to.deep.equal([]);
  });
});
