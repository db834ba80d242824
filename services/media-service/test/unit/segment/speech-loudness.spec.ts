import { expect } from 'chai';
import { SpeechLoudness } from '../../../src/segment/speech-loudness.js';
import { sine } from '../../support/sound.js';

const tone = (amplitude: number, seconds: number): Int16Array => sine(997, amplitude, seconds * 16_000, 16_000);

describe('SpeechLoudness', () => {
  it('is that of the fragment where it is long enough, whatever came before', () => {
    const loudness = new SpeechLoudness(16_000);
    loudness.measure(tone(1, 4));
    expect(loudness.measure(tone(0.1, 4))).to.be.closeTo(-20, 0.1);
  });

  it('reaches back over three seconds of speech for a short word', () => {
    const loudness = new SpeechLoudness(16_000);
    loudness.measure(tone(0.1, 4));
    const word = loudness.measure(tone(0.2, 0.5));
    expect(word).to.be.within(-19.9, -18.5);
    expect(new SpeechLoudness(16_000).measure(tone(0.2, 0.5))).to.be.closeTo(-14, 0.2);
  });

  it('forgets at a jump', () => {
    const loudness = new SpeechLoudness(16_000);
    loudness.measure(tone(0.01, 4));
    loudness.reset();
    expect(loudness.measure(tone(0.1, 0.5))).to.be.closeTo(-20, 0.2);
    loudness.reset();
    expect(loudness.measure(new Int16Array(16_000))).to.equal(-Infinity);
  });
});
