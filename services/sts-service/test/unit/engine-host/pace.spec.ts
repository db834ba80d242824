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

  it('does not take what all work costs for what its size costs', () => {
    const pace = new Pace();
    // A second that all work takes, and 0.1 ms for each millisecond of sound.
    for (const size of [500, 1000, 800, 2000]) pace.took(1000 + size / 10, size);
    expect(pace.allows(15_000, 2550)).to.equal(true);
    expect(pace.allows(15_000, 2400)).to.equal(false);
    // Though the shortest have less to do, they do not take less than what all take.
    const other = new Pace();
    for (const size of [500, 1000, 800, 2000]) other.took(1000 + size / 10, size);
    expect(other.allows(1, 1010)).to.equal(true);
    expect(other.allows(1, 950)).to.equal(false);
  });

  it('expects no less of longer work, and some time of the shortest', () => {
    const odd = () => {
      const pace = new Pace();
      for (const [size, workMs] of [
        [100, 900],
        [1000, 300],
        [4000, 300],
      ] as const) {
        pace.took(workMs, size);
      }
      return pace;
    };
    const enough = (size: number) => [100, 300, 400, 500, 700, 900].find((leftMs) => odd().allows(size, leftMs));
    expect(enough(1)).to.equal(500);
    expect(enough(100_000)).to.equal(500);
    const steep = new Pace();
    steep.took(10, 1000);
    steep.took(1000, 2000);
    expect(steep.allows(100, 1)).to.equal(false);
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
