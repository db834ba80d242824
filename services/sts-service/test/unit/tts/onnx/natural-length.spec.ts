import { expect } from 'chai';
import { NaturalLength } from '../../../../src/tts/onnx/natural-length.js';

describe('NaturalLength', () => {
  const slot = { targetMs: 1000, maxMs: 1000 };

  it('speaks naturally while it knows nothing, and where there is no slot', () => {
    const natural = new NaturalLength();
    expect(natural.paceFor(1000, slot)).to.equal(1);
    natural.learn(100, 5000);
    expect(natural.paceFor(1000, undefined)).to.equal(1);
  });

  it('makes the voice as fast as its slot needs, by the policy of the fit', () => {
    const natural = new NaturalLength();
    natural.learn(100, 5000);
    expect(natural.paceFor(20, slot)).to.equal(1);
    expect(natural.paceFor(22, slot)).to.be.closeTo(1.1, 1e-9);
    expect(natural.paceFor(100, slot)).to.equal(1.35);
    expect(natural.paceFor(22, { targetMs: 900, maxMs: 1000 })).to.equal(1.15);
  });

  it('follows the voice, and not what says nothing', () => {
    const natural = new NaturalLength();
    natural.learn(100, 5000);
    natural.learn(2, 5000);
    natural.learn(100, 0);
    expect(natural.expect(10)).to.equal(500);
    for (let i = 0; i < 50; i += 1) natural.learn(100, 8000);
    expect(natural.expect(10)).to.be.closeTo(800, 1);
  });
});
