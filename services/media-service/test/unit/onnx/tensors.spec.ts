import { expect } from 'chai';

import { readTensors } from '../../../src/onnx/tensors.js';

/** One field of a message, length-delimited. */
function bytes(field: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([field * 8 + 2, content.length]), content]);
}

function number(field: number, value: number): Buffer {
  return Buffer.from([field * 8, value]);
}

function tensor(name: string, shape: readonly number[], values: readonly number[], packed: boolean): Buffer {
  const raw = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => raw.writeFloatLE(value, index * 4));
  const dims = packed ? [bytes(1, Buffer.from(shape))] : shape.map((size) => number(1, size));
  return Buffer.concat([...dims, number(2, 1), bytes(8, Buffer.from(name)), bytes(9, raw)]);
}

describe('readTensors', () => {
  const inner = bytes(5, tensor('weights', [2], [3, 4], true));
  const branch = bytes(1, bytes(5, bytes(6, inner)));
  const constant = bytes(1, bytes(5, bytes(5, tensor('bias', [1], [0.5], false))));
  const model = bytes(7, Buffer.concat([bytes(5, tensor('weights', [1, 2], [1, 2], false)), constant, branch]));

  it('finds initializers and constants, each graph’s apart', () => {
    const [outer, within] = readTensors(model);
    expect([...(outer?.keys() ?? [])]).to.deep.equal(['weights', 'bias']);
    expect(outer?.get('weights')).to.deep.equal({ shape: [1, 2], data: Float32Array.of(1, 2) });
    expect(outer?.get('bias')).to.deep.equal({ shape: [1], data: Float32Array.of(0.5) });
    expect(within?.get('weights')).to.deep.equal({ shape: [2], data: Float32Array.of(3, 4) });
  });

  it('refuses what is no model', () => {
    expect(() => readTensors(Buffer.from('this is not a model'))).to.throw(RangeError);
    expect(() => readTensors(model.subarray(0, model.length - 1))).to.throw(RangeError);
  });
});
