import { expect } from 'chai';
import { threadsPerProcess } from '../../../src/engine-host/threads.js';

describe('threadsPerProcess', () => {
  it('shares the cores evenly, and leaves each process at least one', () => {
    expect([1, 2, 3, 9].map((processes) => threadsPerProcess(8, processes))).to.deep.equal([8, 4, 2, 1]);
    expect(threadsPerProcess(2, 0)).to.equal(2);
  });
});
