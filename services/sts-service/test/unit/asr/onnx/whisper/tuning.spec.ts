import { expect } from 'chai';
import { mostTokens } from '../../../../../src/asr/onnx/whisper/tuning.js';
import { seededRandom } from '../../../../../src/asr/onnx/whisper/random.js';

describe('mostTokens', () => {
  it('bounds what can be said in a moment, and leaves room for hurried speech', () => {
    expect(mostTokens(0.2, 'en')).to.be.at.most(12);
    expect(mostTokens(10, 'en')).to.be.at.least(100);
  });

  it('leaves more to languages whose characters take several tokens', () => {
    expect(mostTokens(2, 'my')).to.be.above(2 * mostTokens(2, 'en'));
  });
});

describe('seededRandom', () => {
  it('follows from its seed', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
    expect(draw(1)).to.deep.equal(draw(1));
    expect(draw(1)).not.to.deep.equal(draw(2));
  });

  it('is spread evenly from 0 up to 1', () => {
    const random = seededRandom(7);
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let i = 0; i < 10_000; i += 1) {
      const tenth = Math.floor(random() * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(tenths).to.have.length(10);
    for (const count of tenths) expect(count).to.be.within(850, 1150);
  });
});
