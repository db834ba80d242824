import { expect } from 'chai';
import { copyRows, moveRows, rowOf } from '../../../src/onnx/move-rows.js';
import { floatTensor } from '../../../src/onnx/tensors.js';

const rowsOf = (rows: number) =>
  floatTensor(
    Float32Array.from({ length: rows * 2 }, (_, i) => i),
    [rows, 1, 2],
  );
const expected = (parents: readonly number[]) => parents.flatMap((parent) => [parent * 2, parent * 2 + 1]);

describe('rowOf', () => {
  it('is one row, in the same memory', () => {
    const tensor = rowsOf(3);
    const row = rowOf(tensor, 1);
    expect(row.dims).to.deep.equal([1, 1, 2]);
    expect([...(row.data as Float32Array)]).to.deep.equal([2, 3]);
    (row.data as Float32Array)[0] = 9;
    expect([...(tensor.data as Float32Array)]).to.deep.equal([0, 1, 9, 3, 4, 5]);
  });
});

describe('moveRows', () => {
  it('makes every arrangement of four rows out of four, in place', () => {
    for (let code = 0; code < 256; code += 1) {
      const parents = [code & 3, (code >> 2) & 3, (code >> 4) & 3, (code >> 6) & 3];
      const tensor = rowsOf(4);
      expect(moveRows(tensor, parents)).to.equal(tensor);
      expect([...(tensor.data as Float32Array)], parents.join()).to.deep.equal(expected(parents));
    }
  });

  it('turns two rings of rows', () => {
    const parents = [1, 2, 0, 4, 3, 5];
    expect([...(moveRows(rowsOf(6), parents).data as Float32Array)]).to.deep.equal(expected(parents));
  });

  it('makes more rows, or fewer, in a new tensor', () => {
    for (const parents of [[0, 0, 0, 1], [1]]) {
      const moved = moveRows(rowsOf(2), parents);
      expect(moved.dims).to.deep.equal([parents.length, 1, 2]);
      expect([...(moved.data as Float32Array)]).to.deep.equal(expected(parents));
    }
  });

  it('copies without touching the original', () => {
    const tensor = rowsOf(2);
    expect([...(copyRows(tensor, [1, 0]).data as Float32Array)]).to.deep.equal([2, 3, 0, 1]);
    expect([...(tensor.data as Float32Array)]).to.deep.equal([0, 1, 2, 3]);
  });
});
