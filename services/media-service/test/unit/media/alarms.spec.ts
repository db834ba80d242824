import { expect } from 'chai';

import { beatIn, callAt } from '../../../src/media/alarms.js';

const soonMs = (): number => Math.ceil(performance.now()) + 5;
const called = (atMs: number): Promise<void> => new Promise((resolve) => void callAt(atMs, resolve));

describe('callAt', () => {
  it('calls all that is set for one time in one go, and nothing before its time', async () => {
    const atMs = soonMs();
    const calls: string[] = [];
    const note = (name: string) => () => {
      calls.push(name);
      void Promise.resolve().then(() => calls.push('over'));
    };
    callAt(atMs + 20, note('later'));
    callAt(atMs, note('one'));
    callAt(atMs, note('two'));
    await called(atMs);
    expect(calls.slice(0, 2)).to.deep.equal(['one', 'two']);
    expect(calls).to.not.include('later');
    expect(performance.now()).to.be.at.least(atMs - 1);
    await called(atMs + 20);
    expect(calls).to.include('later');
  });

  it('calls what is due already soon, and what was called off never', async () => {
    let count = 0;
    const atMs = soonMs();
    const callOff = callAt(atMs, () => (count += 1));
    callOff();
    callOff();
    await called(atMs);
    await called(0);
    expect(count).to.equal(0);
  });

  it('calls anew what sets itself again for the time that it is called at', async () => {
    const atMs = soonMs();
    let count = 0;
    const again = (): void => {
      count += 1;
      if (count < 3) callAt(atMs, again);
    };
    callAt(atMs, again);
    while (count < 3) await called(0);
    expect(count).to.equal(3);
  });
});

describe('beatIn', () => {
  it('is the first beat that is no earlier than asked for less one beat', () => {
    for (const afterMs of [0, 20, 40, 100]) {
      const fromMs = performance.now();
      const beat = beatIn(afterMs);
      const toMs = performance.now();
      expect(beat % 20).to.equal(0);
      expect(beat).to.be.above(fromMs + Math.max(0, afterMs - 20));
      expect(beat).to.be.at.most(toMs + Math.max(20, afterMs));
    }
  });
});
