import { expect } from 'chai';
import { cutsAtPauses } from '../../../../src/asr/onnx/pauses.js';
import { tone } from '../../../support/tone.js';

const second = 16_000;

/** A tone with silence in these parts. Times in seconds. */
function toneWithPauses(durationS: number, pauses: readonly (readonly [number, number])[]): Float32Array {
  const samples = tone(300, durationS * 1000, second);
  for (const [from, to] of pauses) samples.fill(0, from * second, to * second);
  return samples;
}

describe('cutsAtPauses', () => {
  it('leaves what fits in one piece', () => {
    expect(cutsAtPauses(toneWithPauses(30, [[22, 23]]), 30 * second)).to.deep.equal([]);
  });

  it('cuts within the pause', () => {
    const cuts = cutsAtPauses(
      toneWithPauses(50, [
        [24, 24.5],
        [10, 12],
      ]),
      30 * second,
    );
    expect(cuts).to.have.length(1);
    expect((cuts[0] ?? 0) / second).to.be.within(24.1, 24.4);
  });

  it('takes the last of pauses that are as quiet', () => {
    const [cut = 0] = cutsAtPauses(
      toneWithPauses(40, [
        [21, 22],
        [27, 28],
      ]),
      30 * second,
    );
    expect(cut / second).to.be.within(27.1, 27.9);
  });

  it('leaves no piece longer than the window, also where there is no pause', () => {
    const samples = toneWithPauses(95, []);
    const ends = [...cutsAtPauses(samples, 30 * second), samples.length];
    const lengths = ends.map((end, i) => end - (ends[i - 1] ?? 0));
    expect(Math.max(...lengths)).to.be.at.most(30 * second);
    expect(Math.min(...lengths.slice(0, -1))).to.be.at.least(20 * second);
  });
});
