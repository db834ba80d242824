import { expect } from 'chai';

import { createDenseKernel } from '../../../src/segment/dense-kernel.js';
import { seededRandom } from '../../support/random.js';

describe('the dense kernel', () => {
  const random = seededRandom(3);
  const [rows, columns, xStride, yStride] = [12, 24, 40, 20];
  const at = { weights: 0, x: 400, bias: 500, y: 600 };
  const { memory, dense, densePair } = createDenseKernel(1000);
  for (let i = 0; i < at.y; i += 1) memory[i] = random() - 0.5;

  const expected = (row: number, x: number): number => {
    let sum = memory[at.bias + row]!;
    for (let column = 0; column < columns; column += 1) sum += memory[row * columns + column]! * memory[x + column]!;
    return sum;
  };

  it('multiplies and adds for one input', () => {
    dense(at.weights * 4, at.x * 4, at.bias * 4, at.y * 4, rows, columns);
    for (let row = 0; row < rows; row += 1) expect(memory[at.y + row]).to.be.closeTo(expected(row, at.x), 1e-5);
    expect(memory[at.y + rows]).to.equal(0);
  });

  it('does the same for two inputs', () => {
    densePair(at.weights * 4, at.x * 4, at.bias * 4, at.y * 4, rows, columns, xStride * 4, yStride * 4);
    for (const input of [0, 1]) {
      for (let row = 0; row < rows; row += 1) {
        expect(memory[at.y + input * yStride + row]).to.be.closeTo(expected(row, at.x + input * xStride), 1e-5);
      }
    }
    expect(memory[at.y + rows]).to.equal(0);
  });
});
