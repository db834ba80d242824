import { expect } from 'chai';
import { Deferred } from '@dubbing/common';
import { Gate } from '../../../src/session/gate.js';
import { rejection } from '../../support/rejection.js';

const never = new AbortController().signal;

describe('Gate', () => {
  it('lets as many run as it is wide, and the others after them in order', async () => {
    const gate = new Gate(2);
    const order: number[] = [];
    const starts = [0, 1, 2, 3].map(() => new Deferred<void>());
    const ends = [0, 1, 2, 3].map(() => new Deferred<void>());
    const done = ends.map((end, index) =>
      gate.run(async () => {
        order.push(index);
        starts[index]?.resolve();
        await end.promise;
      }, never),
    );
    await starts[1]?.promise;
    expect(order).to.deep.equal([0, 1]);
    ends[1]?.resolve();
    await starts[2]?.promise;
    expect(order).to.deep.equal([0, 1, 2]);
    for (const end of ends) end.resolve();
    await Promise.all(done);
    expect(order).to.deep.equal([0, 1, 2, 3]);
  });

  it('goes on after a task that fails', async () => {
    const gate = new Gate(1);
    const failed = gate.run(() => Promise.reject(new Error('no')), never).catch(() => 'failed');
    expect(await gate.run(() => Promise.resolve('next'), never)).to.equal('next');
    expect(await failed).to.equal('failed');
  });

  it('never starts a task that was aborted while it waited', async () => {
    const gate = new Gate(1);
    const end = new Deferred<void>();
    const first = gate.run(() => end.promise, never);
    const aborter = new AbortController();
    const second = rejection(gate.run(() => Promise.reject(new Error('started')), aborter.signal));
    const third = gate.run(() => Promise.resolve('third'), never);
    aborter.abort();
    expect((await second).code).to.equal('ABORTED');
    end.resolve();
    await first;
    expect(await third).to.equal('third');
    expect((await rejection(gate.run(() => Promise.resolve(), aborter.signal))).code).to.equal('ABORTED');
  });

  it('hands on the place of a task that is let in and aborted in the same instant', async () => {
    const gate = new Gate(1);
    const end = new Deferred<void>();
    const aborter = new AbortController();
    const first = gate.run(async () => {
      await end.promise;
      queueMicrotask(() => {
        aborter.abort();
      });
    }, never);
    const second = gate.run(() => Promise.resolve('second'), aborter.signal).catch(() => 'aborted');
    end.resolve();
    await Promise.all([first, second]);
    expect(await gate.run(() => Promise.resolve('third'), never)).to.equal('third');
  });
});
