import { Deferred } from '@dubbing/common';
import { expect } from 'chai';
import { untilStuck } from '../../../src/media/until-stuck.js';

describe('untilStuck', () => {
  it('waits for the end of what moves on, far beyond its patience', async () => {
    const done = new Deferred<void>();
    let looks = 0;
    const progress = (): number => {
      looks += 1;
      if (looks === 40) done.resolve();
      return looks;
    };
    expect(await untilStuck(done.promise, progress, 20)).to.equal(true);
    expect(looks).to.be.at.least(40);
  });

  it('gives up what stands still', async () => {
    expect(await untilStuck(new Promise(() => undefined), () => 7, 20)).to.equal(false);
  });
});
