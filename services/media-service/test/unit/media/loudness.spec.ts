import { expect } from 'chai';
import { gatedLoudness, gatedPowers, kWeighting } from '../../../src/media/loudness.js';
import { sine } from '../../support/sound.js';

describe('loudness', () => {
  it('has the coefficients of BS.1770 at 48 kHz', () => {
    const published = [
      [1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585],
      [1, -2, 1, -1.99004745483398, 0.99007225036621],
    ];
    kWeighting(48_000).forEach((section, index) =>
      section.forEach((value, k) => expect(value).to.be.closeTo(published[index]![k]!, 1e-6)),
    );
  });

  it('reads 0 LUFS for a full-scale tone of 997 Hz from both channels, at either rate', () => {
    for (const rate of [16_000, 48_000]) {
      expect(gatedLoudness(sine(997, 1, 2 * rate, rate), rate)).to.be.closeTo(0, 0.05);
      expect(gatedLoudness(sine(997, 0.1, 2 * rate, rate), rate)).to.be.closeTo(-20, 0.05);
    }
  });

  it('leaves pauses out', () => {
    const speech = new Int16Array(10 * 48_000);
    speech.set(sine(997, 0.1, 3 * 48_000), 4 * 48_000);
    expect(gatedLoudness(speech, 48_000)).to.be.closeTo(-20, 0.5);
  });

  it('takes less than a block for one, and has no loudness for silence', () => {
    expect(gatedPowers(sine(997, 0.1, 960), 48_000)).to.have.lengthOf(1);
    expect(gatedLoudness(sine(997, 0.1, 9600), 48_000)).to.be.closeTo(-20, 0.5);
    expect(gatedLoudness(new Int16Array(48_000), 48_000)).to.equal(-Infinity);
    expect(gatedLoudness(new Int16Array(0), 48_000)).to.equal(-Infinity);
  });
});
