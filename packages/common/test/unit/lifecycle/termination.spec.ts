import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import { onTermination } from '../../../src/index.js';

describe('onTermination', () => {
  it('calls the handler on the first signal only', () => {
    const from = new EventEmitter();
    const heard: string[] = [];
    onTermination((signal) => heard.push(signal), { from });
    from.emit('SIGTERM', 'SIGTERM');
    from.emit('SIGINT', 'SIGINT');
    expect(heard).to.deep.equal(['SIGTERM']);
  });

  it('stops listening after the second, so that the third one kills', () => {
    const from = new EventEmitter();
    onTermination(() => {}, { from });
    from.emit('SIGINT', 'SIGINT');
    expect(from.listenerCount('SIGINT')).to.equal(1);
    from.emit('SIGINT', 'SIGINT');
    expect(from.listenerCount('SIGINT') + from.listenerCount('SIGTERM')).to.equal(0);
  });

  it('can be taken back', () => {
    const from = new EventEmitter();
    onTermination(() => {}, { from })();
    expect(from.listenerCount('SIGINT') + from.listenerCount('SIGTERM')).to.equal(0);
  });
});
