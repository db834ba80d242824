import { expect } from 'chai';
import { FairQueue } from '../../../src/engine-host/fair-queue.js';

const job = (sessionKey: string, deadlineAtMs: number) => ({ sessionKey, deadlineAtMs });

function drain(queue: FairQueue<{ sessionKey: string; deadlineAtMs: number }>): string[] {
  const order: string[] = [];
  for (let next = queue.take(); next !== undefined; next = queue.take()) {
    order.push(`${next.sessionKey}${next.deadlineAtMs}`);
  }
  return order;
}

describe('FairQueue', () => {
  it('lets sessions take turns, however much one of them sends', () => {
    const queue = new FairQueue(10);
    for (const each of [job('a', 1), job('a', 2), job('a', 3), job('b', 9), job('c', 8), job('c', 9)])
      queue.tryPush(each);
    expect(drain(queue)).to.deep.equal(['a1', 'b9', 'c8', 'a2', 'c9', 'a3']);
  });

  it('takes the earliest deadline of a session first, and equal ones in their order', () => {
    const queue = new FairQueue<{ sessionKey: string; deadlineAtMs: number }>(10);
    const first = job('a', 2);
    const second = job('a', 2);
    for (const each of [job('a', 3), first, second, job('a', 1)]) queue.tryPush(each);
    queue.take();
    expect(queue.take()).to.equal(first);
    expect(queue.take()).to.equal(second);
  });

  it('gives several in the order in which it gives them one by one, and no more than there are', () => {
    const queue = new FairQueue(10);
    for (const each of [job('a', 1), job('a', 2), job('b', 9), job('c', 8)]) queue.tryPush(each);
    expect(queue.takeUpTo(3)).to.deep.equal([job('a', 1), job('b', 9), job('c', 8)]);
    expect(queue.size).to.equal(1);
    expect(queue.takeUpTo(3)).to.deep.equal([job('a', 2)]);
    expect(queue.takeUpTo(3)).to.deep.equal([]);
  });

  it('refuses what is over its capacity', () => {
    const queue = new FairQueue(1);
    expect(queue.tryPush(job('a', 1))).to.equal(true);
    expect(queue.tryPush(job('b', 1))).to.equal(false);
    expect(queue.size).to.equal(1);
  });

  it('forgets a job that is removed, and its session with the last one', () => {
    const queue = new FairQueue(3);
    const gone = job('a', 1);
    queue.tryPush(gone);
    queue.tryPush(job('b', 2));
    expect(queue.remove(gone)).to.equal(true);
    expect(queue.remove(gone)).to.equal(false);
    expect(queue.size).to.equal(1);
    expect(drain(queue)).to.deep.equal(['b2']);
  });
});
