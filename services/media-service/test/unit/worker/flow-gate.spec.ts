import { Deferred, msToNs } from '@dubbing/common';
import { expect } from 'chai';
import { FlowGate } from '../../../src/worker/flow-gate.js';

function build() {
  const log: string[] = [];
  let caughtUp = new Deferred<void>();
  const gate = new FlowGate({
    delayMs: 20_000,
    pause: () => log.push('pause'),
    resume: () => log.push('resume'),
    caughtUp: () => caughtUp.promise,
  });
  return {
    gate,
    log,
    catchUp: async () => {
      caughtUp.resolve();
      await caughtUp.promise;
      caughtUp = new Deferred();
      await Promise.resolve();
    },
  };
}

describe('FlowGate', () => {
  it('holds the input before the release overtakes a fragment that is with the engines', () => {
    const { gate, log } = build();
    gate.sent(0, msToNs(1000));
    gate.sent(1, msToNs(4000));
    gate.moved(msToNs(17_000), 0);
    expect(log).to.deep.equal([]);
    gate.moved(msToNs(17_001), 0);
    expect(log).to.deep.equal(['pause']);
    gate.settled(0);
    expect(log).to.deep.equal(['pause', 'resume']);
    gate.moved(msToNs(20_001), 0);
    gate.settled(1);
    expect(log).to.deep.equal(['pause', 'resume', 'pause', 'resume']);
  });

  it('holds the input while the voice detector is behind', async () => {
    const { gate, log, catchUp } = build();
    gate.moved(msToNs(5000), 3500);
    expect(log).to.deep.equal(['pause']);
    await catchUp();
    expect(log).to.deep.equal(['pause', 'resume']);
  });

  it('keeps what comes while it holds, and lets it through in order until it holds again', async () => {
    const { gate } = build();
    const taken: number[] = [];
    gate.sent(0, 0n);
    for (const second of [15, 17, 18, 40]) {
      gate.admit(() => {
        taken.push(second);
        if (second === 18) gate.sent(1, msToNs(1000));
        gate.moved(msToNs(second * 1000), 0);
      });
    }
    expect(taken).to.deep.equal([15, 17]);
    const emptied = gate.emptied();
    gate.settled(0);
    expect(taken).to.deep.equal([15, 17, 18]);
    gate.settled(1);
    await emptied;
    expect(taken).to.deep.equal([15, 17, 18, 40]);
  });

  it('says nothing twice', () => {
    const { gate, log } = build();
    gate.sent(0, 0n);
    gate.moved(msToNs(30_000), 0);
    gate.moved(msToNs(31_000), 0);
    expect(log).to.deep.equal(['pause']);
  });
});
