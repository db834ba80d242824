import { expect } from 'chai';
import { SpeakingRates, shortestRatio } from '../../../../src/pipeline/fit/speaking-rate.js';

const said = 'a'.repeat(100);
const slot = { targetMs: 4000, maxMs: 5000 };

describe('SpeakingRates', () => {
  let rates: SpeakingRates;

  beforeEach(() => {
    rates = new SpeakingRates();
  });

  it('leave the length alone while a voice is not known', () => {
    rates.learn('kokoro es ', said, 6000);
    expect(rates.maxLengthRatio('kokoro ca ', said, slot)).to.equal(undefined);
    expect(rates.maxLengthRatio('kokoro es ', '', slot)).to.equal(undefined);
  });

  it('give the room that the slot has at the greatest speed, in characters of the source', () => {
    rates.learn('a', said, 6000);
    // 60 ms a character: 5 s at 1.35 have room for 112.5 of them.
    expect(rates.maxLengthRatio('a', said, slot)).to.be.closeTo(1.125, 1e-9);
    expect(rates.maxLengthRatio('a', 'a'.repeat(50), slot)).to.be.closeTo(2.25, 1e-9);
    expect(rates.maxLengthRatio('a', said, { targetMs: 6000, maxMs: 0 })).to.be.closeTo(1.35, 1e-9);
  });

  it('never ask for less than the floor', () => {
    rates.learn('a', said, 6000);
    expect(rates.maxLengthRatio('a', 'a'.repeat(1000), slot)).to.equal(shortestRatio);
  });

  it('follow what a voice takes, slowly, and count characters as people do', () => {
    rates.learn('a', said, 6000);
    rates.learn('a', '🎉'.repeat(100), 8000);
    expect(rates.maxLengthRatio('a', said, slot)).to.be.closeTo((5000 * 1.35) / (60 + 0.15 * 20) / 100, 1e-9);
  });

  it('learn nothing from a word, or from silence', () => {
    rates.learn('a', 'Hola.', 600);
    rates.learn('a', said, 0);
    rates.learn('a', said, Number.NaN);
    expect(rates.maxLengthRatio('a', said, slot)).to.equal(undefined);
  });

  it('forget the voices that were not spoken with for the longest time', () => {
    rates.learn('first', said, 6000);
    rates.learn('second', said, 6000);
    rates.learn('first', said, 6000);
    for (let n = 0; n < 511; n += 1) rates.learn(`voice ${n}`, said, 6000);
    expect(rates.maxLengthRatio('first', said, slot)).to.not.equal(undefined);
    expect(rates.maxLengthRatio('second', said, slot)).to.equal(undefined);
  });
});
