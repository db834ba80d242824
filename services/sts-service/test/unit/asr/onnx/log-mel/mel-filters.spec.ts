import { expect } from 'chai';
import { melFilters, sparse } from '../../../../../src/asr/onnx/log-mel/mel-filters.js';

const binHz = 40;

describe('melFilters', () => {
  for (const bands of [80, 128]) {
    it(`makes ${bands} triangles that rise in frequency and reach up to half of the rate`, () => {
      const filters = melFilters(bands, 201, 16_000);
      const peaks = filters.map(({ firstBin, weights }) => firstBin + weights.indexOf(Math.max(...weights)));
      expect(filters).to.have.length(bands);
      expect(peaks).to.deep.equal([...peaks].sort((a, b) => a - b));
      expect(peaks.at(-1)).to.be.within(190, 199);
    });
  }

  it('gives wide triangles the area of one', () => {
    const area = melFilters(80, 201, 16_000)
      .slice(60)
      .map(({ weights }) => weights.reduce((sum, weight) => sum + weight * binHz, 0));
    for (const each of area) expect(each).to.be.closeTo(1, 0.03);
  });

  it('spaces bands evenly below 1 kHz', () => {
    // 45.2 mel for 8 kHz over 81 steps of 200/3 Hz: the first triangle stands on 0 to 74.5 Hz, with one bin within.
    const [first] = melFilters(80, 201, 16_000);
    expect(first?.firstBin).to.equal(1);
    expect(first?.weights).to.have.length(1);
    // Rising from 0 to its peak at 37.24 Hz, falling to 0 at 74.48 Hz; 40 Hz is on the falling side; height 2 / 74.48.
    expect(first?.weights[0]).to.be.closeTo(((74.48 - 40) / 37.24) * (2 / 74.48), 1e-5);
  });
});

describe('sparse', () => {
  it('keeps what is between the first and the last weight', () => {
    expect(sparse([0, 0, 1, 0, 3, 0])).to.deep.equal({ firstBin: 2, weights: Float64Array.of(1, 0, 3) });
  });

  it('keeps nothing of a row of zeros', () => {
    expect(sparse([0, 0])).to.deep.equal({ firstBin: 0, weights: new Float64Array(0) });
  });
});
