import { expect } from 'chai';
import { segmentsOf } from '../../../../../src/asr/onnx/whisper/segments.js';

const marks = { end: 50, firstTimestamp: 100 };

describe('segmentsOf', () => {
  it('cuts at pairs of times', () => {
    expect(segmentsOf([100, 1, 2, 150, 160, 3, 200], marks, 10)).to.deep.equal([
      { startS: 0, endS: 1, tokens: [1, 2] },
      { startS: 1.2, endS: 2, tokens: [3] },
    ]);
  });

  it('lets text without an end last as long as the sound', () => {
    expect(segmentsOf([110, 1, 2], marks, 3.5)).to.deep.equal([{ startS: 0.2, endS: 3.5, tokens: [1, 2] }]);
  });

  it('is one segment without times', () => {
    expect(segmentsOf([1, 2, 3], marks, 2)).to.deep.equal([{ startS: 0, endS: 2, tokens: [1, 2, 3] }]);
  });

  it('keeps times within the sound, and marks out of the text', () => {
    expect(segmentsOf([110, 1, 60, 1000], marks, 0.5)).to.deep.equal([{ startS: 0.2, endS: 0.5, tokens: [1] }]);
  });

  it('leaves out what begins behind the sound', () => {
    expect(segmentsOf([100, 1, 120, 180, 2, 190], marks, 1.5)).to.deep.equal([{ startS: 0, endS: 0.4, tokens: [1] }]);
    expect(segmentsOf([180, 2], marks, 1.5)).to.deep.equal([]);
  });

  it('is nothing without words', () => {
    expect(segmentsOf([100, 120, 120], marks, 2)).to.deep.equal([]);
    expect(segmentsOf([], marks, 2)).to.deep.equal([]);
  });
});
