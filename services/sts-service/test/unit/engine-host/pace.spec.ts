import { expect } from 'chai';
import { Pace } from '../../../src/engine-host/pace.js';

describe('Pace', () => {
  it('allows everything before it has seen anything', () => {
    expect(new Pace().allows(10_000, 1)).to.equal(true);
  });

  it('allows what can be done in the time that is left', () => {
    const pace = new Pace();
    pace.took(500, 1000);
    expect(pace.allows(4000, 2000)).to.equal(true);
    expect(pace.allows(4000, 1900)).to.equal(false);
  });

  it('follows what work takes', () => {
    const pace = new Pace();
    pace.took(500, 1000);
    for (let i = 0; i < 20; i += 1) pace.took(2000, 1000);
    expect(pace.allows(1000, 1500)).to.equal(false);
  });

  it('learns from work that was given up, when that had taken longer than it thought', () => {
    const pace = new Pace();
    pace.took(500, 1000);
    pace.tookMoreThan(100, 1000);
    expect(pace.allows(1000, 500)).to.equal(true);
    pace.tookMoreThan(1500, 1000);
    expect(pace.allows(1000, 500)).to.equal(false);
  });

  it('never refuses for ever', () => {
    const pace = new Pace();
    pace.took(100_000, 1000);
    const refusals = Array.from({ length: 100 }, () => pace.allows(1000, 1000)).filter((allowed) => !allowed);
    expect(refusals.length).to.be.within(1, 30);
  });

  it('learns nothing from no sound', () => {
    const pace = new Pace();
    pace.took(100, 0);
    pace.tookMoreThan(100, 0);
    expect(pace.allows(1000, 0)).to.equal(true);
  });
});
