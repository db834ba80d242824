import { expect } from 'chai';
import { joinPieces, soundOf } from '../../../../src/tts/onnx/wave.js';

const tone = (length: number) => new Float32Array(length).fill(0.5);

/** Silence, tone, silence, in samples. */
function spoken(before: number, length: number, after: number): Float32Array {
  const samples = new Float32Array(before + length + after);
  samples.set(tone(length), before);
  return samples;
}

describe('soundOf', () => {
  it('refuses values that are no numbers', () => {
    for (const value of [NaN, Infinity, -Infinity]) {
      expect(() => soundOf(Float32Array.of(0, value), 'model.onnx'))
        .to.throw()
        .with.property('code', 'ENGINE_FAILED');
    }
  });

  it('turns down what is louder than full scale, as a whole', () => {
    expect([...soundOf(Float32Array.of(0.5, -2, 1), 'm')]).to.deep.equal([0.25, -1, 0.5]);
  });

  it('leaves every other sound as it is', () => {
    const samples = Float32Array.of(0.5, -1, 1);
    expect(soundOf(samples, 'm')).to.equal(samples);
    expect(soundOf(new Float32Array(0), 'm')).to.have.length(0);
  });
});

describe('joinPieces', () => {
  const rate = 1000;

  it('pauses between sentences as long as newsreaders do', () => {
    const joined = joinPieces(
      [
        { samples: tone(10), end: 'sentence' },
        { samples: tone(20), end: 'sentence' },
      ],
      rate,
      1,
    );
    expect(joined).to.have.length(10 + 350 + 20);
    expect(joined.slice(10, 360).every((sample) => sample === 0)).to.equal(true);
    expect(joined.slice(360).every((sample) => sample === 0.5)).to.equal(true);
  });

  it('counts the silence that the pieces have, and cuts none of it', () => {
    const some = joinPieces(
      [
        { samples: spoken(0, 10, 100), end: 'clause' },
        { samples: spoken(30, 10, 0), end: 'sentence' },
      ],
      rate,
      1,
    );
    expect(some).to.have.length(10 + 150 + 10);
    const much = joinPieces(
      [
        { samples: spoken(0, 10, 400), end: 'clause' },
        { samples: tone(10), end: 'sentence' },
      ],
      rate,
      1,
    );
    expect(much).to.have.length(10 + 400 + 10);
  });

  it('shortens pauses with the pace, and makes none between words', () => {
    const pieces = (end: 'sentence' | 'word') => [
      { samples: tone(10), end },
      { samples: tone(10), end: 'sentence' as const },
    ];
    expect(joinPieces(pieces('sentence'), rate, 1.25)).to.have.length(20 + 280);
    expect(joinPieces(pieces('word'), rate, 1)).to.have.length(20);
  });

  it('makes no sound of no pieces', () => {
    expect(joinPieces([], rate, 1)).to.have.length(0);
  });
});
