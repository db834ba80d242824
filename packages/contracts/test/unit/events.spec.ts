import { expect } from 'chai';
import { STS_EVENTS } from '../../src/index.js';

describe('STS_EVENTS', () => {
  it('are the names of the protocol', () => {
    expect(Object.values(STS_EVENTS)).to.deep.equal([
      'stream:init',
      'stream:ready',
      'fragment:data',
      'fragment:ack',
      'fragment:partial',
      'fragment:processed',
      'stream:pause',
      'stream:resume',
      'stream:end',
      'stream:complete',
      'backpressure',
      'error',
    ]);
  });
});
