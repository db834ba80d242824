import { expect } from 'chai';
import { closeAll, Closer } from '../../../src/index.js';
import { dubbingRejectionOf } from '../../support/thrown.js';

describe('Closer', () => {
  it('closes the last part first, each after the one before it is done', async () => {
    const order: string[] = [];
    const closer = new Closer();
    closer.add('server', () => order.push('server'));
    closer.add('sessions', async () => {
      await Promise.resolve();
      order.push('sessions');
    });
    expect(closer.closed).to.equal(false);
    await closer.close();
    expect(closer.closed).to.equal(true);
    expect(order).to.deep.equal(['sessions', 'server']);
  });

  it('closes once, however often it is asked to', async () => {
    let count = 0;
    const closer = new Closer();
    closer.add('part', () => (count += 1));
    const first = closer.close();
    expect(closer.close()).to.equal(first);
    await first;
    await closer.close();
    expect(count).to.equal(1);
  });

  it('lets a part close its owner', async () => {
    const closer = new Closer();
    closer.add('part', () => {
      void closer.close();
    });
    await closer.close();
  });

  it('closes a part that was added while it closes', async () => {
    const order: string[] = [];
    const closer = new Closer();
    closer.add('first', () => order.push('first'));
    closer.add('opener', () => closer.add('late', () => order.push('late')));
    await closer.close();
    expect(order).to.deep.equal(['late', 'first']);
  });

  it('closes all the others when one fails, and names those that failed', async () => {
    let closed = false;
    const error = await dubbingRejectionOf(
      closeAll({
        files: () => {
          closed = true;
        },
        socket: () => Promise.reject(new Error('stuck')),
        server: () => {
          throw new Error('busy');
        },
      }),
    );
    expect(closed).to.equal(true);
    expect(error.code).to.equal('CLOSE_FAILED');
    expect(error.message).to.equal('not closed cleanly: server (busy), socket (stuck)');
  });
});
