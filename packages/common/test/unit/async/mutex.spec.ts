import { expect } from 'chai';
import { Deferred, Mutex, serialize } from '../../../src/index.js';
import { dubbingRejectionOf, rejectionOf } from '../../support/thrown.js';

describe('Mutex', () => {
  it('runs one task at a time, in order', async () => {
    const mutex = new Mutex();
    const gate = new Deferred<void>();
    const order: string[] = [];
    const first = mutex.run(async () => {
      order.push('first starts');
      await gate.promise;
      order.push('first ends');
    });
    const second = mutex.run(() => order.push('second'));
    expect(mutex.pending).to.equal(2);
    gate.resolve();
    await Promise.all([first, second]);
    expect(order).to.deep.equal(['first starts', 'first ends', 'second']);
    expect(mutex.pending).to.equal(0);
  });

  it('goes on after a task that failed', async () => {
    const mutex = new Mutex();
    const failure = new Error('no');
    const failed = rejectionOf(mutex.run(() => Promise.reject(failure)));
    expect(await mutex.run(() => 'next')).to.equal('next');
    expect(await failed).to.equal(failure);
  });

  it('never starts a task that was cancelled while it waited', async () => {
    const mutex = new Mutex();
    const controller = new AbortController();
    let started = false;
    const waiting = dubbingRejectionOf(
      mutex.run(() => {
        started = true;
      }, controller.signal),
    );
    controller.abort();
    expect((await waiting).code).to.equal('ABORTED');
    expect(started).to.equal(false);
  });
});

describe('serialize', () => {
  it('keeps the calls of a function apart', async () => {
    let running = 0;
    const double = serialize(async (n: number) => {
      running += 1;
      expect(running).to.equal(1);
      await Promise.resolve();
      running -= 1;
      return 2 * n;
    });
    expect(await Promise.all([double(1), double(2), double(3)])).to.deep.equal([2, 4, 6]);
  });
});

describe('Deferred', () => {
  it('is settled once, from outside', async () => {
    const deferred = new Deferred<number>();
    expect(deferred.settled).to.equal(false);
    deferred.resolve(1);
    deferred.reject(new Error('ignored'));
    expect(deferred.settled).to.equal(true);
    expect(await deferred.promise).to.equal(1);
  });
});
