import { expect } from 'chai';
import { engineFeatures, parse, StreamReady } from '../../../src/index.js';
import { faultyFields } from '../../support/faults.js';
import { wireOf } from '../../support/fixtures.js';

const withFeatures = (features: unknown) => {
  const engine = { stage: 'tts', language: 'es', name: 'kokoro-82m', family: 'onnx', features };
  return { ...wireOf('stream-ready'), engines: [engine] };
};

describe('StreamReady', () => {
  it('tells what engines can be asked for, also by names that are not known here yet', () => {
    const features = [...engineFeatures, 'singing'];
    expect(parse(StreamReady, withFeatures(features)).engines[0]?.features).to.deep.equal(features);
  });

  it('has no more features than there is room for', () => {
    for (const features of [[''], ['x'.repeat(65)], Array.from({ length: 17 }, (_, n) => `f${n}`)]) {
      expect(faultyFields(StreamReady, withFeatures(features))).to.deep.equal(['engines.0.features']);
    }
  });
});
