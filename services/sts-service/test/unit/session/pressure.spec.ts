import { expect } from 'chai';
import { Dub, ErrorInfo, FragmentProcessed } from '@dubbing/contracts';
import { adviceFor, missedDeadline, pressureLevel } from '../../../src/session/pressure.js';

describe('pressure', () => {
  it('is soft above half of the limit and hard at the limit', () => {
    const levels = [0, 4, 5, 7, 8, 9].map((inFlight) => pressureLevel(inFlight, 8, 0));
    expect(levels).to.deep.equal(['none', 'none', 'soft', 'soft', 'hard', 'hard']);
  });

  it('has no soft stage where only one fragment may be in flight', () => {
    expect([0, 1].map((inFlight) => pressureLevel(inFlight, 1, 1))).to.deep.equal(['none', 'hard']);
  });

  it('is soft when replies keep missing their deadlines', () => {
    expect([1, 2, 3].map((missesInRow) => pressureLevel(1, 8, missesInRow))).to.deep.equal(['none', 'soft', 'soft']);
    expect(pressureLevel(8, 8, 5)).to.equal('hard');
  });

  it('sees a missed deadline in the fragment and in each language', () => {
    const error = Object.assign(new ErrorInfo(), { code: 'DEADLINE_EXCEEDED' });
    const reply = (fields: Partial<FragmentProcessed>): FragmentProcessed =>
      Object.assign(new FragmentProcessed(), { dubs: [], ...fields });
    expect(missedDeadline(reply({}))).to.equal(false);
    expect(missedDeadline(reply({ error }))).to.equal(true);
    expect(missedDeadline(reply({ dubs: [new Dub(), Object.assign(new Dub(), { error })] }))).to.equal(true);
  });

  it('advises fewer and longer fragments the fuller it is', () => {
    const advice = (['none', 'soft', 'hard'] as const).map((level) => adviceFor(level, 3, 8, 15_000));
    expect(advice.map((each) => each.recommendedMaxInFlight)).to.deep.equal([8, 4, 2]);
    expect(advice.map((each) => each.recommendedFragmentMs)).to.deep.equal([3000, 4000, 6000]);
  });

  it('never advises more than is allowed, nor nothing', () => {
    expect(adviceFor('hard', 1, 1, 2500)).to.deep.include({ recommendedMaxInFlight: 1, recommendedFragmentMs: 2500 });
  });
});
