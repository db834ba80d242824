import { expect } from 'chai';
import { StallWatch } from '../../../src/publish/stall-watch.js';

describe('StallWatch', () => {
  it('tells how long something waits of which nothing is taken', () => {
    const watch = new StallWatch(1000, 0);
    watch.look({ waitingBytes: 10, takenBytes: 5 }, 1000);
    expect(watch.idleMs).to.equal(0);
    watch.look({ waitingBytes: 10, takenBytes: 5 }, 2000);
    watch.look({ waitingBytes: 30, takenBytes: 5 }, 2900);
    expect(watch.idleMs).to.equal(1900);
    watch.look({ waitingBytes: 30, takenBytes: 6 }, 4000);
    expect(watch.idleMs).to.equal(0);
    watch.look({ waitingBytes: 30, takenBytes: 6 }, 5000);
    watch.look({ waitingBytes: 0, takenBytes: 6 }, 6000);
    expect(watch.idleMs).to.equal(0);
  });

  it('does not take a process that was held up for one that nobody takes from', () => {
    const watch = new StallWatch(1000, 0);
    watch.look({ waitingBytes: 10, takenBytes: 5 }, 1000);
    watch.look({ waitingBytes: 10, takenBytes: 5 }, 61_000);
    expect(watch.idleMs).to.equal(1000);
  });
});
