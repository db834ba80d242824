import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import { BoundedQueue } from '../../../src/index.js';
import { dubbingRejectionOf, rejectionOf } from '../../support/thrown.js';

async function drain(queue: BoundedQueue<number>): Promise<number[]> {
  const items: number[] = [];
  for await (const item of queue) items.push(item);
  return items;
}

describe('BoundedQueue', () => {
  it('gives items in the order in which they came', async () => {
    const queue = new BoundedQueue<number>(10);
    for (const item of [1, 2, 3]) await queue.push(item);
    expect(queue.size).to.equal(3);
    queue.close();
    expect(await drain(queue)).to.deep.equal([1, 2, 3]);
  });

  it('makes the producer wait while it is full', async () => {
    const queue = new BoundedQueue<number>(1);
    await queue.push(1);
    const order: string[] = [];
    const second = queue.push(2).then(() => order.push('pushed'));
    order.push('waiting');
    expect(await queue.take()).to.equal(1);
    await second;
    expect(order).to.deep.equal(['waiting', 'pushed']);
    expect(queue.size).to.equal(1);
  });

  it('never holds more than its capacity, whoever pushes', async () => {
    const queue = new BoundedQueue<number>(2);
    const pushes = Array.from({ length: 50 }, (_, n) => queue.push(n));
    const taken: number[] = [];
    for (let n = 0; n < 50; n += 1) {
      expect(queue.size).to.be.at.most(2);
      queue.tryPush(-1);
      taken.push((await queue.take()) ?? Number.NaN);
    }
    await Promise.all(pushes);
    expect(taken).to.deep.equal(Array.from({ length: 50 }, (_, n) => n));
  });

  it('refuses what it has no room for when asked to try', () => {
    const queue = new BoundedQueue<number>(1);
    expect(queue.tryPush(1)).to.equal(true);
    expect(queue.tryPush(2)).to.equal(false);
    queue.close();
    expect(queue.tryPush(3)).to.equal(false);
  });

  it('lets nobody overtake a producer that waits', async () => {
    const queue = new BoundedQueue<number>(1);
    await queue.push(1);
    const second = queue.push(2);
    await queue.take();
    expect(queue.tryPush(3)).to.equal(false);
    await second;
    expect(await queue.take()).to.equal(2);
  });

  it('hands an item to a consumer that already waits', async () => {
    const queue = new BoundedQueue<string>(1);
    const taken = [queue.take(), queue.take()];
    await queue.push('a');
    await queue.push('b');
    expect(await Promise.all(taken)).to.deep.equal(['a', 'b']);
    expect(queue.size).to.equal(0);
  });

  it('can be drained after a clean close, and then ends', async () => {
    const queue = new BoundedQueue<number>(2);
    await queue.push(1);
    queue.close();
    queue.close(new Error('too late to count'));
    expect(queue.closed).to.equal(true);
    expect(await queue.take()).to.equal(1);
    expect(await queue.take()).to.equal(undefined);
    expect((await dubbingRejectionOf(queue.push(2))).code).to.equal('QUEUE_CLOSED');
  });

  it('frees all who wait when it closes', async () => {
    const full = new BoundedQueue<number>(1);
    await full.push(1);
    const producer = dubbingRejectionOf(full.push(2));
    full.close();
    expect((await producer).code).to.equal('QUEUE_CLOSED');

    const empty = new BoundedQueue<number>(1);
    const consumer = empty.take();
    empty.close();
    expect(await consumer).to.equal(undefined);
  });

  it('drops its items and rejects when it is closed with an error', async () => {
    const failure = new Error('the encoder died');
    const queue = new BoundedQueue<number>(1);
    await queue.push(1);
    const producer = dubbingRejectionOf(queue.push(2));
    queue.close(failure);
    expect((await producer).cause).to.equal(failure);
    expect(await rejectionOf(queue.take())).to.equal(failure);
    expect(await rejectionOf(drain(queue))).to.equal(failure);

    const empty = new BoundedQueue<number>(1);
    const consumer = rejectionOf(empty.take());
    empty.close(failure);
    expect(await consumer).to.equal(failure);
  });

  it('forgets those who gave up waiting', async () => {
    const controller = new AbortController();
    const queue = new BoundedQueue<number>(1);
    const consumer = dubbingRejectionOf(queue.take(controller.signal));
    controller.abort();
    expect((await consumer).code).to.equal('ABORTED');
    await queue.push(1);
    expect(queue.size).to.equal(1);

    const second = new AbortController();
    const producer = dubbingRejectionOf(queue.push(2, second.signal));
    second.abort();
    expect((await producer).code).to.equal('ABORTED');
    expect(getEventListeners(second.signal, 'abort')).to.have.length(0);
    await queue.take();
    expect(queue.size).to.equal(0);
  });

  it('refuses work whose signal is aborted already', async () => {
    const queue = new BoundedQueue<number>(1);
    expect((await dubbingRejectionOf(queue.push(1, AbortSignal.abort()))).code).to.equal('ABORTED');
    expect((await dubbingRejectionOf(queue.take(AbortSignal.abort()))).code).to.equal('ABORTED');
    expect(queue.size).to.equal(0);
  });

  it('cannot be made without room', () => {
    for (const capacity of [0, -1, 1.5, Number.NaN]) {
      expect(() => new BoundedQueue(capacity)).to.throw(RangeError);
    }
  });
});
