import { expect } from 'chai';
import { activeLevelDb } from '../../../src/media/level.js';
import { sine } from '../../support/sound.js';

describe('activeLevelDb', () => {
  it('is the RMS of a tone', () => {
    expect(activeLevelDb(sine(500, 0.5, 16_000, 16_000), 16_000)).to.be.closeTo(-9.03, 0.05);
  });

  it('does not let pauses pull it down', () => {
    const speech = sine(500, 0.5, 32_000, 16_000);
    speech.fill(0, 8000, 24_000);
    expect(activeLevelDb(speech, 16_000)).to.be.closeTo(-9.03, 0.05);
  });

  it('is −Infinity where there is nothing', () => {
    expect(activeLevelDb(new Int16Array(16_000), 16_000)).to.equal(-Infinity);
    expect(activeLevelDb(sine(500, 0.5, 10, 16_000), 16_000)).to.equal(-Infinity);
  });
});
