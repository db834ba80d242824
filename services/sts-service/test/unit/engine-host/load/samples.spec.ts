import { expect } from 'chai';
import { int16View, pcmOf } from '@dubbing/common';
import { floatsOfPcm, pcmOfFloats } from '../../../../src/engine-host/load/samples.js';

describe('samples of an engine process', () => {
  it('come back as they were', () => {
    const samples = Int16Array.of(0, 1, -1, 32_767, -32_768, 1234);
    expect([...int16View(pcmOfFloats(floatsOfPcm(pcmOf(samples))))]).to.deep.equal([...samples]);
  });

  it('are clipped, not wrapped', () => {
    expect([...int16View(pcmOfFloats(Float32Array.of(1, 2, -3)))]).to.deep.equal([32_767, 32_767, -32_768]);
  });
});
